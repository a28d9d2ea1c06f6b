/** One process of the service: its pipelines, its metrics, its HTTP address. */
package io.millrace.stream.instance;
