//! A view becomes an edition: pages for readers
