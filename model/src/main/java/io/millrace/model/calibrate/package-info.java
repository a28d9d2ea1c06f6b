/** From raw scores to probabilities that are what they say. */
package io.millrace.model.calibrate;
