package org.menura.serve.http;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The forms in which clients of different APIs expect errors. */
public enum ErrorFormat {
    /** {@code {"error": {"message", "type", "param", "code"}}}. */
    OPENAI {
        @Override
        Map<String, @Nullable Object> json(HttpError e, String requestId) {
            return JsonOut.object(
                    "error",
                    JsonOut.object("message", e.text(), "type", e.type(), "param", e.param(), "code", e.code()));
        }
    },
    /** {@code {"type": "error", "error": {"type", "message"}}}. */
    ANTHROPIC {
        @Override
        Map<String, @Nullable Object> json(HttpError e, String requestId) {
            String type = switch (e.status()) {
                case 401 -> "authentication_error";
                case 403 -> "permission_error";
                case 404 -> "not_found_error";
                case 413 -> "request_too_large";
                case 429 -> "rate_limit_error";
                case 503 -> "overloaded_error";
                case 500 -> "api_error";
                default -> "invalid_request_error";
            };
            String where = e.param() == null || e.text().contains(e.param()) ? "" : e.param() + ": ";
            return JsonOut.object(
                    "type",
                    "error",
                    "error",
                    JsonOut.object("type", type, "message", where + e.text()),
                    "request_id",
                    requestId);
        }
    },
    /** {@code {"error": "sentence"}}. */
    OLLAMA {
        @Override
        Map<String, @Nullable Object> json(HttpError e, String requestId) {
            return JsonOut.object("error", e.text());
        }
    };

    /** Returns the JSON of an error. */
    abstract Map<String, @Nullable Object> json(HttpError e, String requestId);
}
