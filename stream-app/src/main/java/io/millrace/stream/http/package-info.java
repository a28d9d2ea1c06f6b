/** What the service answers over HTTP: metrics, health, how far each replica is. Read only. */
package io.millrace.stream.http;
