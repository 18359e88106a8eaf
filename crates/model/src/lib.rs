//! The words of the field: ids, dates, ontology, claims, findings, decisions and the view
