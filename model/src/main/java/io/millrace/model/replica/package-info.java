/**
 * A model as what follows from a training log: learns its records, scores, proves it is the same.
 */
package io.millrace.model.replica;
