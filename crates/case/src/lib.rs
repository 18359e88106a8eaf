//! The case folder: settings, decisions, what to redo, the two views
