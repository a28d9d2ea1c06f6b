/** A user's memory before and after each activity, the list that follows, and what is learnt. */
package io.millrace.stream.recommend;
