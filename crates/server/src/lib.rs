//! The desk over loopback HTTP
