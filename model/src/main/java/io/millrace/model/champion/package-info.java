/**
 * Whether another learner is better than the one that serves, and since when it may be believed.
 */
package io.millrace.model.champion;
