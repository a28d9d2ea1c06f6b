/** What the service says of itself: every metric, in one place, and the registry they live in. */
package io.millrace.stream.observe;
