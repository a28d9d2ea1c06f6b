/** What several stages do to a local store of theirs. */
package io.millrace.stream.store;
