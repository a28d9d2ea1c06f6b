/** The score of an event: asks the model, and says what it said as JSON. */
package io.millrace.stream.score;
