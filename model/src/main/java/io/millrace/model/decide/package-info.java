/** From scores to decisions: the threshold above which an event is an alert. */
package io.millrace.model.decide;
