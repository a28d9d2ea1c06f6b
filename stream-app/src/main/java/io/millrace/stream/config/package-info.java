/** Files, environment and flags, read strictly into pipelines and settings of the service. */
package io.millrace.stream.config;
