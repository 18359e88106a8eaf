# The pages' own strings in English. Names, quotes and numbers stand in holes: { $name }.
# No string judges, guesses motives or says more than sources say.

own-name = English
door = Go to the first page
not-reviewed = This translation has not been reviewed by a named person.

## What stands around every page

part-start = Start
part-roll = Roll by date
part-matrix = Roll as a table
part-engagements = Engagements
part-bodies = Bodies
part-people = People
part-parties = Parties
part-findings = Findings
part-timeline = Timeline
part-sources = Sources
part-method = Method
part-search = Search
part-measures = Measures
part-abuses = Alleged abuses
part-said = What was said and left out
part-calls = Calls for action
part-instruments = Instruments
part-ties = Supply and ownership
part-together = Recorded together
part-glossary = Words used here
part-data = Data
part-corrections = Corrections
part-build = This copy
to-the-text = To the text
draft = Draft: machine-read, not checked by a person
draft-label = What this is
parts-label = Parts of this site
more-label = More of this site
foot-meaning = To be listed here means that a source says so. It does not mean that somebody did wrong.
last-changed = This page last changed in edition { $edition } of { $day }.
last-changed-link = Which edition this copy is
cite-heading = How to cite this page
cite-address = Its address, from the site’s root, does not change:
cite-plain = “{ $title }” { $case }. Edition { $edition }, { $day }. { $path }
cite-note = Address from the site's root: { $path }
tools-find = Show only lines with
tools-shown = { $shown } of { $all } shown
tools-order = Order
tools-oldest = Oldest first
tools-newest = Newest first
tools-pin = Keep it at the top
tools-unpin = Let it go
tools-cells = Cells
tools-signs = Signs
tools-spaced = Signs, further apart
tools-worded = Words

## Lists, numbers, dates

list-and = { " and " }
list-comma = { ", " }
list-or = { "; or " }
full-stop = .
when = { " " }{ $on }
comma-date = , { $date }
no-date-known = No date known
no-date-known-small = no date known
from-to = { $from } to { $to }
from-to-of = { $from } to { $to } of { $all }
section-part = { $title }: { $name }, { $from } to { $to } of { $all }
title-part = { $title }, part { $part }
page-before = the page before
page-next = the next page
all-years = All years
all-of = All of { $year }
lines = { $number ->
    [one] { $number } line
   *[other] { $number } lines
}
lines-in-parts = { $number ->
    [one] { $number } line, in { $parts } parts:
   *[other] { $number } lines, in { $parts } parts:
}
lines-on-pages = { $number ->
    [one] { $number } line, on pages of their own:
   *[other] { $number } lines, on pages of their own:
}
parties = { $number ->
    [one] { $number } party
   *[other] { $number } parties
}
engagements = { $number ->
    [one] { $number } engagement
   *[other] { $number } engagements
}
files = { $number ->
    [one] { $number } file
   *[other] { $number } files
}
findings = { $number ->
    [one] { $number } finding
   *[other] { $number } findings
}
others = { $number ->
    [one] { $number } other
   *[other] { $number } others
}
files-held = { $number ->
    [one] { $number } file is held
   *[other] { $number } files are held
}
independent-origins = { $number ->
    [one] { $number } independent origin
   *[other] { $number } independent origins
}
row = row { $row }
row-column = row { $row }, column { $column }
page = page { $page }
finding-small = finding
line-small = line of the roll
claim-small = claim
it = it
party = Party

## Words of the sources

words-more = { $number ->
    [one] The words of { $number } more place
   *[other] The words of { $number } more places
}
words-not-repeated = { $number ->
    [one] The words of { $number } more place are not repeated here.
   *[other] The words of { $number } more places are not repeated here.
}
words-not-shown = The words are not shown here.
seen-in-picture = Seen by a reviewer in a picture
one-source = One source.
several-sources = { $number } independent sources.
origins-one = sources of one origin
origins-many = sources of { $number } origins, taken together
voices = According to { $name }{ $cited }
voices-cited = , citing { $name }
media-say = Media controlled by { $names } say
state-proposed = proposed
state-accepted = accepted
state-rejected = rejected
state-disputed = disputed
state-retracted = retracted
state-needs-another-look = needs another look

## A line of the roll

roll-line = { $who } { $verb } { $engagement }{ $capacity }{ $when }{ $place }{ $mode }.
in-place = , in { $text }
as-capacity = { " as " }{ $capacity }
by-mode = , { $mode }
verb-done = { $done }
verb-likely = likely { $done }
verb-scheduled = was scheduled { $to-do }
verb-cancelled = was scheduled { $to-do }, and it was cancelled,
verb-postponed = was scheduled { $to-do }, and it was put off,
unclear = The words leave it unclear.
denied = A source denies that it was held.
who-described = { $name } ({ $described })
who-not-named = Somebody, not named, of { $party }
who-described-not-named = { $described }, not named, of { $party }
who-for = { $who } for { $party }
mode-online = online
mode-video = by video message
mode-writing = in writing
mode-person = in person
done-host = hosted
done-convenor = convened
done-chair = chaired
done-co-chair = co-chaired
done-organiser = organised
done-observer = observed
done-speaker = spoke at
done-trainee = was taught at
done-trainer = taught at
done-vip = was a guest of honour at
done-absent = was absent from
done-excluded = was excluded from
done-withdrew = withdrew from
done-declined = declined to come to
done-lead = led
done-member = was a member of
done-attendee = took part in
to-do-host = to host
to-do-convenor = to convene
to-do-chair = to chair
to-do-co-chair = to co-chair
to-do-organiser = to organise
to-do-observer = to observe
to-do-speaker = to speak at
to-do-trainee = to be taught at
to-do-trainer = to teach at
to-do-vip = to be a guest of honour at
to-do-absent = to be absent from
to-do-excluded = to be excluded from
to-do-withdrew = to withdraw from
to-do-declined = to decline to come to
to-do-lead = to lead
to-do-member = to be a member of
to-do-attendee = to take part in
particles = in at from to
mark-done = { $done }
mark-likely = likely { $done }
mark-scheduled = scheduled { $to-do }
sign-took-part = took part
sign-hosted = hosted
sign-chaired = chaired or co-chaired
sign-observed = observed
sign-spoke = spoke
sign-taught = was trained or taught
sign-far = a shape that is not filled: online, by video or in writing
sign-absent = a source says absent or withdrawn
sign-excluded = a source says excluded or declined
sign-scheduled = with dots: scheduled, cancelled or put off
sign-unclear = with a question mark: the words leave it unclear, or it is only likely
sign-not-named = not named in sources that list who came
sign-empty = an empty space: no source held here says anything
not-named = not named
status-held = held
status-scheduled = scheduled
status-cancelled = cancelled
status-postponed = postponed
status-denied = denied

## What a link or a note says

thing = { $name }{ $when }.
somebody-first = Somebody not named
somebody = somebody not named
a-source = A source
a-text = a text
an-abuse = an abuse
seen = , seen so { $date }
colon = : { $text }
space = { " " }{ $text }
own-words = { $text }
by-instrument = , by { $text }
so-says = ; so says { $names }
pair-part-of = { $one } is part of { $other }{ $when }.
pair-reports-to = { $one } reports to { $other }{ $when }.
pair-commands = { $one } commands { $other }{ $when }.
pair-directs = { $one } is a director of { $other }{ $when }.
pair-represents = { $one } represents { $other }{ $when }.
pair-owns = { $one } owns { $other }{ $when }.
pair-binds = { $one } binds { $other }{ $when }.
share = Share: { $text }
clause = Clause: { $text }
clauses = Clauses: { $text }
tenure = { $person } is called { $what }{ $body }{ $when }.
tenure-placed = { $person } is placed{ $body }{ $when }.
tenure-body = , { $names }
forum-role = { $party } { $role } { $forum }{ $when }.
body-lead = leads
body-chair = chairs
body-co-chair = co-chairs
body-observer = observes
body-member = is a member of
body-other = { $role }
measure = A measure{ $kinds } names { $target }{ $instrument }{ $announced }{ $in-force }{ $ended }{ $when }.
measure-by = { $authority } took a measure{ $kinds } that names { $target }{ $instrument }{ $announced }{ $in-force }{ $ended }{ $when }.
measure-kinds = { " " }({ $text })
announced = , announced { $date }
in-force = , in force from { $date }
ended = , ended { $date }
designation = { $authority } named { $target } as unlawful or terrorist{ $instrument }{ $when }.
designation-label = { $authority } named { $target } “{ $label }”{ $instrument }{ $when }.
supply = { $supplier } supplied { $recipient }{ $goods }{ $carrier }{ $origin }{ $when }.
supply-goods = { " with " }{ $text }
supply-carrier = , carried by { $text }
supply-origin = , from { $text }
perpetration = { $party } is alleged to have had a part in { $abuse }{ $when }{ $accuser }.
abuse = Alleged: { $what }{ $place }{ $when }{ $accuser }.
alleged = Alleged: { $what }
recommendation = { $author } calls on { $addressee }{ $text }{ $when }
recommendation-outcome = Outcome: { $text }
stance = { $party }{ $what }{ $when }{ $engagement }.
stance-at = , at { $names }
outcome = { $engagement }{ $what }{ $when }.
outcome-of = { $names }:{ " " }
outcome-proposed = Proposed by { $names }.
omission = { $author } says that { $text } leaves out{ $what }{ $when }.
omission-several = { $author } say that { $text } leaves out{ $what }{ $when }.
withholding = { $party } withheld{ $what }{ $exemption }{ $when }.
withholding-under = , under { $text }
publication = { $name }{ $author }{ $publisher }{ $when }{ $public }.
publication-author = , by { $names }
publication-publisher = , published by { $names }
public-since = , public since { $date }

## What a party was asked

this-party = This party
reply-heading = What was asked and answered
reply-asked = { $party } was asked on { $day }.
reply-asked-and = { $party } was asked on { $day }; { $became }
reply-became = { $party } { $became }
became-asked = was asked on { $day }.
became-answered = answered on { $day }.
became-answered-words = answered on { $day }: “{ $words }”
became-declined = declined to answer, noted on { $day }.
became-no-answer = had not answered by { $day }.
became-not-approached = was not approached.
became-not-approached-why = was not approached: { $why }
asked-counted = { $number ->
    [one] { $number } party was asked about what is said of them here: { $became }. An answer stands beside each line that it is about.
   *[other] { $number } parties were asked about what is said of them here: { $became }. An answer stands beside each line that it is about.
}
asked-answered = { $number } answered
asked-declined = { $number } declined to answer
asked-no-answer = { $number } had not answered by the day that was given
asked-open = { $number } may still answer
not-approached-counted = { $number ->
    [one] { $number } party was not approached, each for a reason given on its page.
   *[other] { $number } parties were not approached, each for a reason given on its page.
}

## The first page

first-who = Who sat down with whom
first-made = How this was made
first-object = If something here is wrong
first-years = By year
first-summary = At a glance
first-summary-says = The parties that several sources name most often. The whole is in { $table } and in { $roll }.
first-summary-table = the roll as a table
first-summary-roll = the roll by date
first-more = What else is here
first-corrected = What was corrected
first-nothing-corrected-draft = This is a draft: nothing has been published, so nothing was corrected.
first-nothing-corrected = Nothing that was published has been taken back or put right so far.
first-corrections = { $all }.
first-corrections-and-changes = { $all }; { $changed }.
first-changed-link = what else changed since the last edition
first-opening = This is a roll: it says who took part in which meetings, exercises, visits, trainings and expos, when and in which role, as sources say it.
first-no-line = It holds no line yet.
first-none-strong = { $number ->
    [one] It holds { $lines }. None of them rests on two independent sources that nobody disputes: { $number } rests on one. So none is told on this page; each stands with its words in the roll.
   *[other] It holds { $lines }. None of them rests on two independent sources that nobody disputes: { $number } rest on one. So none is told on this page; each stands with its words in the roll.
}
first-from-to = From { $first } to { $last }, two or more independent sources place { $parties } at { $engagements }, in { $lines }{ $rest }.
first-one-year = For { $first }, two or more independent sources place { $parties } at { $engagements }, in { $lines }{ $rest }.
first-no-year = Two or more independent sources place { $parties } at { $engagements }, in { $lines }{ $rest }.
first-rest = . The whole roll has { $lines }; the others rest on one source, or are about something that was not held or is unclear
first-meaning = To be listed here means that a source says that somebody took part. It does not mean that they did wrong. An empty space means that no source was found; it does not mean that nothing happened.
rests-on = It rests on { $files }.
rests-on-one-origin = It rests on { $files }. They have one origin and count as one source.
rests-on-origins = It rests on { $files } of { $number } independent origins: files that repeat the same thing count once.
last-checked = It was last checked on { $day }.
made = { $made } How often the program was wrong was not measured for this case. { $more }.
made-draft = A program read the files and wrote down what each says, with its exact words. This is the draft: no line of it has to have been checked by a person.
made-edition = A program read the files and wrote down what each says, with its exact words. A person read each line beside its words and accepted it before it was published.
made-link = How it was made, and how things are counted
object = Tell whoever published this copy which line is wrong and why. { $address }
object-contact = Say which line is wrong and why: { $contact }. { $address }
object-address = Every line has an address of its own that you can copy. What the sources say is kept; what we made of it is put right, with a notice.
told = { $party } took part in { $engagements }. Also named there, and at how many: { $others }.
told-alone = { $party } took part in { $engagements }; no two independent sources say who else came.
told-title = { $party }: what several sources say
told-says = Engagements at which two or more independent sources say that { $party } took part, and who else is named there. The first page counts these and no other.
told-with = Also named there: { $other }
year-several = { $year }: { $lines } of several sources
year-none = { $year }: no line of several sources
nothing-yet = Nothing yet.
years-says = The roll by date. A year opens its lines.
years-says-counted = The roll by date. A year opens all of its lines, a number the lines that it counts.
more-bodies = Bodies that meet, and who chaired them
more-people = People in public roles
more-measures = Measures, with their days
more-abuses = Alleged abuses, and who says so
more-said = What was said, left out or withheld
more-findings = Findings: what follows from the claims by a written rule
more-timeline = Timeline: what overlapped

## The roll by date and as a table

roll-says = Each line says what a source says: who took part in what, when and in which role. Under it stand the words of the source, the words relied on marked.
roll-none = No source held here says that anybody took part in anything.
several = Lines that several sources say
several-says = What two or more independent sources say: who took part in what was held. Nobody disputes these lines, and the first page counts them and no other.
several-none = No line here rests on two independent sources.
several-parties = Parties that several sources name
several-parties-says = Parties of whom two or more independent sources say that they took part in something that was held.
several-engagements = Engagements that several sources tell of
several-engagements-says = Engagements of which two or more independent sources say that one and the same party took part.
matrix-says = Who took part in what: parties down, engagements across in the order of time. Each mark leads to its words.
matrix-too-wide = The whole is too wide for one table: above it is by year. The first page has a summary.
matrix-year-too-wide = The year is too wide for one table. By body:
matrix-part = Engagements { $from } to { $to } of { $all }; parties { $first } to { $last } of { $parties }.
no-body-named = No body named
measures-in-table = Measures in this table
legend = What the marks mean
legend-moment = a line across: a moment that this case names
legend-band = hatched: a measure was in force, by its number below
legend-tick = an alleged abuse, up to the day of the column
measure-begins = Measure
measure-in-force = in force from here.
more-alleged = More alleged abuses
summary-caption = How many engagements, by quarter
quarter-1 = January to March
quarter-2 = April to June
quarter-3 = July to September
quarter-4 = October to December
quarter-unknown = month not known

## Engagements, parties, bodies, people

engagements-says = Meetings, exercises, visits, trainings and expos that sources speak of, by date.
none-spoken-of = No source held here speaks of one.
named-as-taking-part = { $number } named as taking part
also-called = Also called: { $names }.
who-took-part = Who took part
none-came = No source held here says who came.
outcomes = What came of it
none-outcomes = No source held here says what came of it.
positions = Positions taken
left-out = What its texts are said to leave out
what-sources-say = What sources say of it
what-else-sources-say = What else sources say
people-says = People whom sources name in a public role. To be listed means that a source says so, and not that somebody did wrong.
people-none = No source held here names a person.
parties-says = States, forces and their units, companies and organisations that sources name.
parties-none = No source held here names one.
kinds-states = States
kinds-units = Forces and units
kinds-companies = Companies
kinds-public-bodies = Public bodies
kinds-ships = Ships
kinds-aircraft = Aircraft
kinds-organisations = Organisations
bodies-says = Bodies that meet, the lower under the higher, as sources say it.
bodies-by-letter = Bodies that meet, by their first letter.
bodies-none = No source held here names a body.
bodies-chairs = Who chaired what and when
bodies-chairs-caption = Chairs, co-chairs and leaders of all bodies
bodies-too-many = They are too many for one picture: each body's page has its own.
body-chairs = Who chaired it and when
body-chairs-caption = Chairs, co-chairs and leaders
body-meetings = Its meetings
bars-key = A dot is a day, a bar a span, and a dashed box a time in which a day lies that is not known more closely. An end that fades is not known.
bars-none = No source held here says when.
bars-no-chairs = No source held here says who chaired and when.
none-took-part = No source held here says that it took part in one.
posts-over-time = Ranks and posts over time
stands-posts = Ranks and posts
stands-held = Who held ranks and posts in it
stands-chairs = Who leads it, chairs it or belongs to it
stands-roles = Roles in bodies
stands-parts = Parts
stands-part-of = What it is part of
stands-reports-to = Whom it reports to
stands-reports = Who reports to it
stands-commands = Whom it commands
stands-commanded = Who commands it
stands-measures = Measures that name it
stands-sanctions = Sanctions that name it
stands-designations = Who named it unlawful or terrorist
stands-abuses = Alleged part in abuses
stands-supplied = What it supplied
stands-received = What it was supplied with
stands-owns = What it owns
stands-owned = Who owns it
stands-positions = Positions taken
together-says = Pairs among the { $number } parties that sources name most often, and the engagements at which sources name both. That both are named says nothing of what they did or said there.
together-none = No two parties are named at two engagements.
together-where = Where sources name both { $one } and { $two }. It says nothing of what they did or said there.
together-with = Recorded together with
one-and-two = { $one } and { $two }
script-arabic = in Arabic letters
script-bengali = in Bengali letters
script-burmese = in Burmese letters
script-chinese = in Chinese characters
script-cyrillic = in Cyrillic letters
script-devanagari = in Devanagari letters
script-greek = in Greek letters
script-hebrew = in Hebrew letters
script-japanese = in Japanese letters
script-khmer = in Khmer letters
script-korean = in Korean letters
script-lao = in Lao letters
script-latin = in Latin letters
script-thai = in Thai letters
script-unknown = in other letters

## Lists and the timeline

measures-says = Sanctions and other measures, with the days that sources give. Who named whom unlawful or terrorist stands apart: that is not a sanction.
measures-designations = Who named whom unlawful or terrorist
abuses-says = What sources allege, and who says so. Nothing here was judged by this site.
said-says = Positions that parties took, what texts are said to leave out, and what was withheld.
said-left-out = Said to be left out
said-withheld = Withheld
said-documents = Documents that are spoken of
calls-says = What authors of sources call on others to do.
instruments-says = Agreements, orders and laws that sources speak of, and whom they bind.
instruments-bind = Whom they bind
ties-says = Who supplied, owned, directed, spoke for or commanded whom, as sources say it.
ties-supply = Supply
ties-ownership = Ownership
ties-directors = Directors
ties-agents = Agents
ties-command = Command
timeline-says = What lies side by side in time. That two things overlap says that they overlap, and nothing else. Things without a date stand in their lists alone.
timeline-none = No source held here says when anything was.
lane = Lane
lane-statements = Statements
lanes-caption = How many, by the year in which each begins
moments = Moments that this case names

## Findings

findings-says = What follows from the claims by a written rule, the strongest evidence first. Each leads to its steps and to the words.
findings-none = No rule found anything.
findings-all = All findings
findings-of-rule = { $rule }: { $findings }; { $about }.
rule-means = what it means
finding-line = { $class }; { $origins }; { $certain }.
certain = certain if the words are right
certain-likely = likely, not certain
certain-possible = possible, not certain
class-record = Record
class-record-says = what a source says happened, or where sources disagree
class-context = Context
class-context-says = two dated things set side by side; nothing follows from that alone
class-lead = Lead
class-lead-says = a private lead: it is not published
class-clause = Clause
class-clause-says = a private lead that sets a clause beside an engagement: it is not published
certainty-certain = The words, if they are right, leave no other reading.
certainty-likely = Likely and not certain: a part of it is taken to be so and is not said.
certainty-possible = Possible and not certain: with the dates that are known it can also be otherwise, or a part of it is disputed.
finding-title = Finding
finding-strength = How strong it is
finding-reply = What was asked and answered
finding-words = The words
finding-against = What speaks against it
finding-against-none = No source held here speaks against it.
finding-known = How this is known
finding-another-way = Another way to it: { $number }
finding-more-ways = There are more ways to it than are shown here.
finding-certain = How certain
finding-kind = Kind
finding-about = About
finding-files = Its files
finding-no-words = It rests on no words of its own: its steps say on what.
finding-disputed = A claim that it rests on is disputed.
finding-reasons = Why it is no surer
reason-dates = The dates { $one } and { $other } leave open how the two lie to each other.
reason-dates-disagree = The dates that are given for { $thing } cannot be the same: { $dates }.
reason-goes-on = What had begun by then ({ $one }) is taken to have gone on ({ $other }); no source says that it had not.
reason-default = The rule { $rule } takes something to be so that no source says.
reason-disputed = A reviewer disputes each claim that says: { $fact }.
reason-said-likely = Its source calls it likely: { $fact }.
reason-said-unclear = Its source leaves it unclear: { $fact }.
reason-source = This is said only by sources that are not known to be reliable: { $fact }.
reason-closed = A part of it is not taken as certain.
reason-denied = There are words that may say what it takes no source to say: { $none }.
finding-undone = What would undo it
finding-undone-none = Its rule names no exception, and it needs nothing to be left unsaid: it stands while its words stand.
undone-unless = An exception that its rule names, and that no source in this case says: { $none }. Looked for in { $files }.
undone-not = It would not be there, or be less sure, if a source said: { $none }. Looked for in { $files }.
undone-else = Its sentence would be another if a source said: { $none }. Looked for in { $files }.
against-not-held = A source says of { $thing } that it was { $status }.
against-away = { $who } is recorded as { $role } at { $engagement }.
against-otherwise = Of { $thing } it is also said otherwise, { $property }: { $values }.
against-said = There are words that may say what it takes no source to say: { $none }.
step-rule = By the rule { $rule }.
step-rule-because = By the rule { $rule }, because:
step-none = No source in this case says: { $none }. Looked for in { $files }.
step-count = These are { $number }:

## Sources

sources-held = { $files } here, of { $origins }.
sources-origins = Files that repeat one thing have one origin and count as one source.
sources-none = No file is held here.
not-read = not read: { $reason }
source-words = The words relied on
source-no-words = No words of this file are relied on, or they may not be shown.
source-words-says = Marked words are what claims rest on; what stands around them is shown as far as it may be. […] stands for words that are not shown.
source-publisher = Published by
source-author = Written by
source-date = Date
source-public = Public since
source-address = Address
source-controlled = Publisher controlled by
source-rests-on = Rests on
source-file = File
source-not-read = Not read
source-kept-copy = Kept copy
source-whole = To read whole
source-whole-text = The whole text
source-file-itself = The file itself
source-repeats = This file repeats what it rests on. All files that rest on the same thing count as one source.
source-about = About this file
source-text-says = The whole text, as it was taken from the file. Marked words are what claims rest on.
source-text-title = { $title }: the whole text
source-parts = Its parts
source-parts-says = { $number ->
    [one] This file holds { $number } document. Words are relied on in these:
   *[other] This file holds { $number } documents. Words are relied on in these:
}
source-not-shown = [words not shown]
something-else = something else in this file

## Corrections and changes

corrections-all = All corrections
corrections-says = What stood in an earlier edition and was taken back or put right, the latest first. Each has its notice at the address where it stood. The same list for programs is corrections.jsonl, beside the first page.
corrections-none = Nothing was taken back or put right so far.
notices = Taken back or put right
notice-gone = { $what } was taken back in edition { $edition }. { $words }
notice-right = { $what } was put right in edition { $edition }. { $words }
stone-title = Not published any more
stone-says = What stood at this address is not published any more.
changes-title = What changed
changes-says = What differs from edition { $edition } of { $day }.
changes-came = New here
changes-came-none = Nothing is new.
changes-changed = Says something else now
changes-changed-none = Nothing says something else.
changes-went = Not here any more
changes-went-none = Nothing went.
changes-went-link = corrections
changes-went-says = { $number ->
    [one] { $number } line is not here any more. Where a reason was given, it stands in { $corrections }; else what the line rested on is no longer accepted, or its words stand in another line.
   *[other] { $number } lines are not here any more. Where a reason was given, it stands in { $corrections }; else what the line rested on is no longer accepted, or its words stand in another line.
}
changes-more = And { $number } more, which stand on the pages.

## The site itself

method-says = Files were gathered in one folder. A program read each of them and wrote down what it says as claims, each with the exact words. Mentions of the same person, body or meeting were joined; every differing value was kept. Written rules then set claims side by side. People decide which claims are accepted.
method-draft = This is the draft: it shows what the program read, with the word for what people have decided so far. It is not for publication.
method-edition = This edition holds only what a person has accepted. What is only scheduled or likely is not in it.
counting = How things are counted
counting-line = One line of the roll is one party in one role at one engagement, however many sources say so.
counting-origins = Files that rest on one thing, however far back, are one origin and count as one source.
counting-media = Media that one party controls, where they speak of another party, count as one source together, and add nothing to what others say.
counting-first = The first page counts what two or more independent sources say of an engagement that was held, and that nobody disputes. Everything else stands in the roll.
counting-away = Absent, excluded, withdrawn and declined are lines of the roll and are not counted as taking part.
counting-empty = An empty space means that no source held here says anything. It does not mean that nothing happened.
errors = How often it was wrong
errors-none = No error rate was measured for this case.
held-back = What was held back
held-back-draft = Nothing: the draft shows everything that was read.
held-back-none = Nothing was held back.
held-line = { $reason }: { $number }
held-left-out = Taking part: the person is left out
held-scheduled = Taking part: only scheduled
held-likely = Taking part: only likely
held-undecided = Taking part: no person has accepted it yet
held-rejected = Taking part: rejected
held-disputed = Taking part: disputed
held-taken-back = Taking part: taken back
held-another-look = Taking part: needs another look
held-around = Taking part: the engagement, the party or the source may not go out
held-lead = Finding: a private lead
held-finding-undecided = Finding: no person has accepted it
held-one-reviewer = Finding: one reviewer alone has read what it rests on, and it names a person or a company
held-part = Finding: a claim or a merge that it rests on is not accepted
rules = Rules
rule-line = { $rule }: { $class }; { $findings }.
rule-step = { $rule }: a step of other rules.
rule-example = For example: { $says }
word-roll = Roll
word-roll-says = The list of who took part in what, when and in which role, as sources say it.
word-claim = Claim
word-claim-says = One thing that one source says, with the exact words that say it.
word-seen = Seen by a reviewer in a picture
word-seen-says = A picture has no words. A person looked at it and wrote down what they saw, in their own words: this is no quote.
word-words = Words
word-words-says = The exact passage of a file that a claim rests on. It is marked wherever it is shown.
word-file = File
word-file-says = A document, table or calendar that this case holds.
word-source = Source
word-source-says = Where something is said. Files that repeat one thing have one origin and count as one source.
word-engagement = Engagement
word-engagement-says = A meeting, exercise, visit, training or expo.
word-body = Body
word-body-says = Something that meets, such as a council, a conference or a working group.
word-party = Party
word-party-says = A person, state, force, unit, company or organisation that may take part.
word-finding = Finding
word-finding-says = What follows from claims by a written rule. It leads to its steps and to the words.
word-measure = Measure
word-measure-says = A sanction, an embargo, a court order or a suspension of ties that an authority took.
word-named = Named unlawful or terrorist
word-named-says = One party gives another that name. It is not a sanction.
word-moment = Moment
word-moment-says = A day that the case names, drawn as a line across the table.
word-likely = Likely
word-likely-says = Taken to be so by a rule and not said by a source. It is in no edition and in no count.
data-files = Files
data-claims = Claims
data-lines = Lines of the roll
data-says = The same records can be had as data: as a table of the roll (CSV) and in the FollowTheMoney format (JSON lines). Each row says what it means and does not mean. Whoever uses them elsewhere is asked to keep that with them.
data-caption = What this copy holds
data-what = What
data-how-many = How many
data-meaning = To be listed means that a source says so. No wrong is implied, and an empty place means that no source held here says anything.
build-made = Made with Rollcall { $version }.
build-edition = Edition { $edition }, of { $day }.
build-day = An edition of { $day }.
build-draft = A private draft, without number or day.
build-changed = What changed since the edition before
search-people = People, from A to Z
search-parties = Parties, from A to Z
search-bodies = Bodies and their meetings
search-engagements = Engagements by date
search-roll = The roll by date
search-says = The search runs in your browser and asks nobody. It knows names, and needs scripts. Without them, look here:
search-label = Name of a person, body, party or engagement
search-not-loaded = The search could not be loaded. The lists below have everything.
search-too-many = Too many things begin like this: type one letter more.
search-found = { $number ->
    [one] { $number } thing found.
   *[other] { $number } things found.
}
search-first = The first { $number } are shown.
search-more = More have this word: add another.
