/** A pipeline as data: what it reads, learns, decides, measures and writes. */
package io.millrace.model.pipeline;
