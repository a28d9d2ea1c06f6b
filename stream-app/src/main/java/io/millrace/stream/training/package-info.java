/**
 * The training log and what is made of it: the replica that serves, its snapshots, and the audit
 * that brings a version back.
 */
package io.millrace.stream.training;
