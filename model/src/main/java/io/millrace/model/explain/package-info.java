/** Why a score is what it is. */
package io.millrace.model.explain;
