/**
 * End-to-end tests, and what they share: brokers of either kind, and parts of the house that may be
 * absent.
 */
package io.millrace.it;
