/** Scored events meet their labels, or their horizon. */
package io.millrace.model.labeljoin;
