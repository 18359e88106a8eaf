//! A view becomes data for other tools
