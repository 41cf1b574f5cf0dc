package org.menura.serve.http;

import org.jspecify.annotations.Nullable;

/** An error that is answered to the client: a status, a sentence, and which parameter of the request is meant. */
public final class HttpError extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final int status;
    private final String type;
    private final @Nullable String param;
    private final @Nullable String code;
    private final int retryAfter;

    /**
     * Creates an error.
     *
     * @param status HTTP status
     * @param type kind of the error in OpenAI's words, such as {@code invalid_request_error}
     * @param param path of the parameter that is wrong; null for none
     * @param code word for programs, such as {@code context_length_exceeded}; null for none
     * @param retryAfter seconds after which the client may try again; 0 for never
     */
    public HttpError(
            int status, String type, String message, @Nullable String param, @Nullable String code, int retryAfter) {
        super(message);
        this.status = status;
        this.type = type;
        this.param = param;
        this.code = code;
        this.retryAfter = retryAfter;
    }

    /** Creates the error of a request that is wrong: 400. */
    public static HttpError invalid(@Nullable String param, String message) {
        return invalid(param, null, message);
    }

    /** Creates the error of a request that is wrong, with a word for programs: 400. */
    public static HttpError invalid(@Nullable String param, @Nullable String code, String message) {
        return new HttpError(400, "invalid_request_error", message, param, code, 0);
    }

    /** Creates the error of a parameter that this server does not honour: 400. */
    public static HttpError unsupported(String param, String message) {
        return invalid(param, "unsupported_parameter", message);
    }

    /** Creates the error of something that is not there: 404. */
    public static HttpError notFound(@Nullable String param, @Nullable String code, String message) {
        return new HttpError(404, "not_found_error", message, param, code, 0);
    }

    /** Creates the error of a request without a right key: 401. */
    public static HttpError unauthorized(String message) {
        return new HttpError(401, "authentication_error", message, null, "invalid_api_key", 0);
    }

    /** Creates the error of a request that may not be made from there: 403. */
    public static HttpError forbidden(String message) {
        return new HttpError(403, "permission_error", message, null, null, 0);
    }

    /** Creates the error of a request that is larger than what is read: 413. */
    public static HttpError tooLarge(@Nullable String param, String message) {
        return new HttpError(413, "request_too_large", message, param, "request_too_large", 0);
    }

    /** Creates the error of a server whose queue is full: 429. */
    public static HttpError busy(String message, int retryAfter) {
        return new HttpError(429, "rate_limit_error", message, null, "queue_full", retryAfter);
    }

    /** Creates the error of a server that takes no requests now: 503. */
    public static HttpError unavailable(String message, int retryAfter) {
        return new HttpError(503, "overloaded_error", message, null, "unavailable", retryAfter);
    }

    /** Creates the error of something that the server can't do at all: 501. */
    public static HttpError notImplemented(String message) {
        return new HttpError(501, "not_supported_error", message, null, "not_supported", 0);
    }

    /** Creates the error of a failure within the server: 500. */
    public static HttpError failure(String message) {
        return new HttpError(500, "server_error", message, null, null, 0);
    }

    /** Returns the same error with another parameter's path. */
    public HttpError at(@Nullable String path) {
        return new HttpError(status, type, text(), path, code, retryAfter);
    }

    /** Returns the HTTP status. */
    public int status() {
        return status;
    }

    /** Returns the kind of the error. */
    public String type() {
        return type;
    }

    /** Returns the sentence. */
    public String text() {
        return String.valueOf(getMessage());
    }

    /** Returns the path of the parameter that is wrong. */
    public @Nullable String param() {
        return param;
    }

    /** Returns the word for programs. */
    public @Nullable String code() {
        return code;
    }

    /** Returns the seconds after which the client may try again; 0 for never. */
    public int retryAfter() {
        return retryAfter;
    }
}
