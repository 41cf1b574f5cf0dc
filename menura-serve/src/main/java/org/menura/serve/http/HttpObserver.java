package org.menura.serve.http;

/** Hears of requests: when their handling begins and when it has ended. */
public interface HttpObserver {
    /** Begins a request. */
    void begun(Exchange exchange);

    /**
     * Ends a request.
     *
     * @param nanos how long it took, from its last byte to the answer's
     */
    void ended(Exchange exchange, long nanos);
}
