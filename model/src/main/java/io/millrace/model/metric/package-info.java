/** Quality of scores: exact metrics over a period, and the replica's own over the last examples. */
package io.millrace.model.metric;
