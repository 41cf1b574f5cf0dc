package org.menura.serve.http;

import com.fasterxml.jackson.databind.JsonNode;
import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.menura.format.FormatException;
import org.menura.format.json.Json;

/**
 * A request and its answer. A handler reads and answers on a thread of its own; that the client has gone is known at once,
 * also while nothing is read or written ({@link #onGone}).
 */
public final class Exchange {
    /** Bytes that are on their way to a client before the writer waits. */
    private static final int WINDOW = 256 << 10;

    private final HttpServerRequest request;
    private final HttpServerResponse response;
    private final Context context;
    private final HttpOptions options;
    private final Router.Route route;
    private final Map<String, String> parameters;
    private final byte[] body;
    private final String id;
    private final Map<String, String> headers = new LinkedHashMap<>();

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    // guarded by lock
    private final List<Runnable> whenGone = new ArrayList<>();
    private long inFlight;
    private boolean gone;
    private boolean started;
    private boolean ended;
    private int status;
    private long written;
    private volatile @Nullable Fields fieldsRead;

    Exchange(
            HttpServerRequest request,
            Context context,
            HttpOptions options,
            Router.Match match,
            byte[] body,
            String id) {
        this.request = request;
        this.response = request.response();
        this.context = context;
        this.options = options;
        this.route = match.route();
        this.parameters = match.parameters();
        this.body = body;
        this.id = id;
    }

    // --- the request

    /** Returns the id of the request. */
    public String id() {
        return id;
    }

    /** Returns the route that the request has taken. */
    public Router.Route route() {
        return route;
    }

    /** Returns the path as it was asked for. */
    public String path() {
        return Objects.requireNonNullElse(request.path(), "/");
    }

    /** Returns a parameter of the route's path. */
    public String parameter(String name) {
        return parameters.getOrDefault(name, "");
    }

    /** Returns a parameter of the query, or null. */
    public @Nullable String query(String name) {
        return request.getParam(name);
    }

    /** Returns a header of the request, or null. */
    public @Nullable String header(String name) {
        return request.getHeader(name);
    }

    /** Returns the body. */
    public byte[] body() {
        return body;
    }

    /**
     * Reads the body as a JSON object.
     *
     * @throws HttpError if it is none
     */
    public Fields fields() {
        Fields read = Fields.of(json(), "");
        fieldsRead = read;
        return read;
    }

    /** Returns the fields as the handler has read them; null if it has not. */
    public @Nullable Fields fieldsRead() {
        return fieldsRead;
    }

    /** Reads the body as a JSON object; an empty body is an empty object. */
    public Fields fieldsOrNone() {
        return body.length == 0 ? Fields.none() : fields();
    }

    /**
     * Reads the body as JSON.
     *
     * @throws HttpError if it is none
     */
    public JsonNode json() {
        try {
            return Json.parse(body, "the body");
        } catch (FormatException e) {
            throw HttpError.invalid(null, "invalid_json", String.valueOf(e.getMessage()));
        }
    }

    /** Returns how long a stream is silent before a sign of life is sent. */
    public Duration ping() {
        return options.ping();
    }

    // --- the client

    /** Runs something once the client has gone before it was answered; at once if it has. */
    public void onGone(Runnable action) {
        lock.lock();
        try {
            if (!gone) {
                whenGone.add(action);
                return;
            }
        } finally {
            lock.unlock();
        }
        action.run();
    }

    /** Returns whether the client has gone before it was answered. */
    public boolean isGone() {
        lock.lock();
        try {
            return gone;
        } finally {
            lock.unlock();
        }
    }

    /** Ends the work for a client that is still there, who is told so. */
    void stopNow() {
        List<Runnable> actions;
        lock.lock();
        try {
            actions = List.copyOf(whenGone);
            whenGone.clear();
        } finally {
            lock.unlock();
        }
        actions.forEach(Runnable::run);
    }

    /** Takes note that the client has gone. */
    void goneNow() {
        List<Runnable> actions;
        lock.lock();
        try {
            if (gone || ended) {
                return;
            }
            gone = true;
            actions = List.copyOf(whenGone);
            whenGone.clear();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        actions.forEach(Runnable::run);
    }

    // --- the answer

    /** Sets a header of the answer. */
    public void header(String name, String value) {
        headers.put(name, value);
    }

    /** Answers with JSON. */
    public void send(@Nullable Object json) {
        send(200, json);
    }

    /** Answers with a status and JSON. */
    public void send(int code, @Nullable Object json) {
        send(code, "application/json", JsonOut.bytes(json));
    }

    /** Answers with bytes of a media type. */
    public void send(int code, String type, byte[] bytes) {
        lock.lock();
        try {
            if (started || gone) {
                return;
            }
            started = true;
            ended = true;
            status = code;
            written += bytes.length;
        } finally {
            lock.unlock();
        }
        boolean isHead = request.method().name().equals("HEAD");
        context.runOnContext(_ -> {
            if (!response.closed()) {
                putHeaders(code, type);
                if (isHead) {
                    response.putHeader("Content-Length", String.valueOf(bytes.length));
                    response.end();
                } else {
                    response.end(Buffer.buffer(bytes));
                }
            }
        });
    }

    private void putHeaders(int code, String type) {
        response.setStatusCode(code).putHeader("Content-Type", type).putHeader("X-Request-Id", id);
        headers.forEach(response::putHeader);
    }

    /** Begins an answer in pieces; what follows is written with {@link #write}. */
    void start(String type) {
        lock.lock();
        try {
            if (started) {
                return;
            }
            started = true;
            status = 200;
        } finally {
            lock.unlock();
        }
        context.runOnContext(_ -> {
            if (!response.closed()) {
                putHeaders(200, type);
                response.putHeader("Cache-Control", "no-cache").putHeader("X-Accel-Buffering", "no");
                if (request.version() != HttpVersion.HTTP_2) {
                    response.setChunked(true);
                }
                response.writeHead();
            }
        });
    }

    /**
     * Writes a piece of the answer; waits while the client has left too much unread.
     *
     * @throws CancellationException if the client has gone, or reads nothing any more
     */
    void write(byte[] bytes) {
        lock.lock();
        try {
            long left = options.stall().toNanos();
            while (inFlight > WINDOW && !gone) {
                if (left <= 0) {
                    break;
                }
                left = changed.awaitNanos(left);
            }
            if (gone || ended) {
                throw new CancellationException("the client has gone");
            }
            if (inFlight > WINDOW) {
                abandon();
                throw new CancellationException("the client reads nothing any more");
            }
            inFlight += bytes.length;
            written += bytes.length;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancellationException("interrupted");
        } finally {
            lock.unlock();
        }
        context.runOnContext(_ -> {
            if (response.closed()) {
                arrived(bytes.length);
            } else {
                response.write(Buffer.buffer(bytes)).onComplete(_ -> arrived(bytes.length));
            }
        });
    }

    private void arrived(int bytes) {
        lock.lock();
        try {
            inFlight -= bytes;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Closes the connection, as its client reads nothing. */
    private void abandon() {
        context.runOnContext(_ -> {
            if (request.version() == HttpVersion.HTTP_2) {
                response.reset();
            } else {
                request.connection().close();
            }
        });
    }

    /** Ends an answer in pieces. */
    void end() {
        lock.lock();
        try {
            if (ended || gone) {
                return;
            }
            ended = true;
        } finally {
            lock.unlock();
        }
        context.runOnContext(_ -> {
            if (!response.closed() && !response.ended()) {
                response.end();
            }
        });
    }

    /** Answers with an error, unless an answer has begun. */
    void fail(HttpError error) {
        if (error.retryAfter() > 0) {
            header("Retry-After", String.valueOf(error.retryAfter()));
        }
        send(error.status(), route.errors().json(error, id));
    }

    /** Returns the JSON of an error in the form of this route. */
    public Map<String, @Nullable Object> errorJson(HttpError error) {
        return route.errors().json(error, id);
    }

    /** Returns whether an answer has begun. */
    boolean isStarted() {
        lock.lock();
        try {
            return started;
        } finally {
            lock.unlock();
        }
    }

    /** Returns the status of the answer; 499 where the client had gone before, as nginx has it. */
    public int status() {
        lock.lock();
        try {
            return gone ? 499 : status;
        } finally {
            lock.unlock();
        }
    }

    /** Returns the bytes of the answer's body so far. */
    public long written() {
        lock.lock();
        try {
            return written;
        } finally {
            lock.unlock();
        }
    }
}
