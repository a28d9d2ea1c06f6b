/**
 * The topics of a pipeline: their names, what their keys and values are, the bytes of both, and
 * their creation and check at start.
 */
package io.millrace.stream.topic;
