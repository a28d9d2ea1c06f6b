/**
 * From the bytes of the users' topics to events and labels; what cannot be read goes to the dead
 * letter topic as it came.
 */
package io.millrace.stream.parse;
