package org.menura.serve.http;

/** Answers requests of a route, each on a virtual thread of its own, which may wait. */
@FunctionalInterface
public interface Handler {
    /**
     * Answers a request.
     *
     * @throws HttpError what the client is told instead of an answer
     */
    void handle(Exchange exchange) throws Exception;
}
