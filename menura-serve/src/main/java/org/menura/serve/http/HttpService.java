package org.menura.serve.http;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP server: Vert.x reads requests on its event loop, which notices a client that leaves in silence, and each handler
 * runs on a virtual thread.
 */
public final class HttpService implements AutoCloseable {
    private static final int HEADER_BYTES = 32 << 10;
    private static final long BODY_MILLIS = 120_000;
    private static final long START_SECONDS = 30;
    /** How often in the time that connections may be idle they are looked at. */
    private static final int LOOKS = 4;
    /** How long what is given up may take to tell its clients. */
    private static final Duration GRACE = Duration.ofSeconds(2);

    private final HttpOptions options;
    private final Router router;
    private final HttpObserver observer;
    private final Function<Exception, HttpError> errors;
    private final Access access;
    private final IdleConnections idle;
    private final AccessLog log;
    private final Vertx vertx;
    private final HttpServer server;
    private final Set<Exchange> open = ConcurrentHashMap.newKeySet();
    private volatile boolean draining;

    private HttpService(
            HttpOptions options, Router router, HttpObserver observer, Function<Exception, HttpError> errors) {
        this.options = options;
        this.router = router;
        this.observer = observer;
        this.errors = errors;
        this.access = new Access(options);
        this.idle = new IdleConnections(options.idle());
        this.log = new AccessLog(options.accessLog());
        // Without the file cache nothing is unpacked to a temporary folder.
        this.vertx = Vertx.vertx(new VertxOptions()
                .setEventLoopPoolSize(Math.clamp(Runtime.getRuntime().availableProcessors() / 4, 1, 4))
                .setWorkerPoolSize(1)
                .setInternalBlockingPoolSize(1)
                .setUseDaemonThread(true)
                .setFileSystemOptions(
                        new FileSystemOptions().setFileCachingEnabled(false).setClassPathResolvingEnabled(false)));
        this.server = vertx.createHttpServer(new HttpServerOptions()
                        .setHost(options.host())
                        .setPort(options.port())
                        .setMaxHeaderSize(HEADER_BYTES)
                        .setMaxInitialLineLength(HEADER_BYTES)
                        .setTcpNoDelay(true)
                        .setDecompressionSupported(false))
                .connectionHandler(idle::opened)
                .requestHandler(this::receive);
        long look = Math.max(10, options.idle().toMillis() / LOOKS);
        vertx.setPeriodic(look, _ -> idle.closeIdle());
    }

    /**
     * Starts a server.
     *
     * @param errors makes of what a handler throws what the client is told
     * @throws UncheckedIOException if the address is taken or not this machine's
     */
    public static HttpService start(
            HttpOptions options, Router router, HttpObserver observer, Function<Exception, HttpError> errors) {
        HttpService service = new HttpService(options, router, observer, errors);
        boolean listens = false;
        try {
            service.listen();
            listens = true;
            return service;
        } finally {
            if (!listens) {
                service.close();
            }
        }
    }

    private void listen() {
        try {
            HttpServer _ =
                    server.listen().toCompletionStage().toCompletableFuture().get(START_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            String why = switch (e.getCause()) {
                case BindException _ ->
                    "another program has it, or it is no address of this machine; choose another --port or --host";
                case UnknownHostException _ -> "there is no host of this name; choose another --host";
                case null, default -> String.valueOf(e.getCause());
            };
            throw new UncheckedIOException(
                    new IOException("cannot listen on %s:%d: %s".formatted(options.host(), options.port(), why)));
        } catch (TimeoutException e) {
            throw new UncheckedIOException(
                    new IOException("cannot listen on %s:%d: no answer".formatted(options.host(), options.port())));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancellationException("interrupted before the server listened");
        }
    }

    /** Returns the port that the server listens on. */
    public int port() {
        return server.actualPort();
    }

    /** Counts the requests that are under way, without those for health, metrics and the page. */
    public int open() {
        return (int) open.stream().filter(e -> !e.route().isOpen()).count();
    }

    /** Returns whether the server takes no new requests. */
    public boolean isDraining() {
        return draining;
    }

    // --- on the event loop

    private void receive(HttpServerRequest request) {
        Context context = vertx.getOrCreateContext();
        String id = RequestIds.of(request.getHeader("X-Request-Id"));
        String path = request.path() == null ? "/" : request.path();
        Router.Match match;
        String origin = null;
        try {
            String host =
                    request.authority() == null ? null : request.authority().toString(); // HTTP/2 has no Host
            access.checkHost(host);
            origin = access.checkOrigin(request.getHeader("Origin"), host);
            if (request.method().name().equals("OPTIONS") && origin != null) {
                preflight(request, origin);
                return;
            }
            match = router.find(request.method().name(), path);
            if (!match.route().isOpen()) {
                access.checkKey(request.getHeader("Authorization"), request.getHeader("x-api-key"));
                checkRoom();
            }
            checkLength(request);
        } catch (HttpError e) {
            refuse(request, id, origin, formatOf(path), e);
            return;
        }
        if ("100-continue".equalsIgnoreCase(request.getHeader("Expect"))) {
            Future<Void> _ = request.response().writeContinue(); // else a client with a large body waits in vain
        }
        idle.begun(request.connection());
        Body body = new Body(request, context, match, id, origin);
        request.handler(body::add).endHandler(_ -> body.complete()).exceptionHandler(_ -> body.drop());
        body.timer = vertx.setTimer(BODY_MILLIS, _ -> body.tooSlow());
    }

    private ErrorFormat formatOf(String path) {
        return path.startsWith("/v1/messages")
                ? ErrorFormat.ANTHROPIC
                : path.startsWith("/api/") ? ErrorFormat.OLLAMA : ErrorFormat.OPENAI;
    }

    private void checkRoom() {
        if (draining) {
            throw HttpError.unavailable("the server is stopping; ask another one, or this one later", 5);
        }
        // Whoever asks for health or metrics takes no place.
        if (open.stream().filter(e -> !e.route().isOpen()).count() >= options.requests()) {
            throw HttpError.busy(
                    "%d requests are under way, which is the most; try again later".formatted(options.requests()), 2);
        }
    }

    private void checkLength(HttpServerRequest request) {
        String encoding = request.getHeader("Content-Encoding");
        if (encoding != null && !encoding.isBlank() && !encoding.equalsIgnoreCase("identity")) {
            throw new HttpError(
                    415,
                    "invalid_request_error",
                    "bodies are read as they are, not '%s'; send it without Content-Encoding".formatted(encoding),
                    null,
                    "unsupported_encoding",
                    0);
        }
        String length = request.getHeader("Content-Length");
        try {
            if (length != null && Long.parseLong(length) > options.bodyBytes()) {
                throw tooLarge();
            }
        } catch (NumberFormatException _) {
            throw HttpError.invalid(null, "Content-Length is no number: " + length);
        }
    }

    private HttpError tooLarge() {
        return HttpError.tooLarge(
                null,
                "the body has more than the %d bytes that are read; see --max-body".formatted(options.bodyBytes()));
    }

    private static void preflight(HttpServerRequest request, String origin) {
        String headers = request.getHeader("Access-Control-Request-Headers");
        request.response()
                .setStatusCode(204)
                .putHeader("Access-Control-Allow-Origin", origin)
                .putHeader("Vary", "Origin")
                .putHeader("Access-Control-Allow-Methods", "GET, POST, DELETE")
                .putHeader("Access-Control-Allow-Headers", headers == null ? "Content-Type, Authorization" : headers)
                .putHeader("Access-Control-Max-Age", "600")
                .end();
    }

    /** Answers before the body was read; then the connection can't be used again. */
    private void refuse(
            HttpServerRequest request, String id, @Nullable String origin, ErrorFormat format, HttpError e) {
        if (request.response().ended() || request.response().closed()) {
            return;
        }
        log.add(request, e.status(), 0, 0, id);
        request.response()
                .setStatusCode(e.status())
                .putHeader("Content-Type", "application/json")
                .putHeader("X-Request-Id", id);
        if (origin != null) { // else its page is not told why
            request.response().putHeader("Access-Control-Allow-Origin", origin).putHeader("Vary", "Origin");
        }
        if (e.retryAfter() > 0) {
            request.response().putHeader("Retry-After", String.valueOf(e.retryAfter()));
        }
        if (e.status() == 401) {
            request.response().putHeader("WWW-Authenticate", "Bearer");
        }
        boolean isOne = request.version() != HttpVersion.HTTP_2; // which has streams to reset instead of connections
        boolean isRead = request.isEnded();
        if (!isRead && isOne) {
            request.response().putHeader("Connection", "close");
        }
        request.response().end(Buffer.buffer(JsonOut.bytes(format.json(e, id)))).onComplete(_ -> {
            if (!isRead && isOne) {
                request.connection().close();
            }
        });
    }

    /** A body that is being read. */
    private final class Body {
        private final HttpServerRequest request;
        private final Context context;
        private final Router.Match match;
        private final String id;
        private final @Nullable String origin;
        private final Buffer bytes = Buffer.buffer();
        private boolean done;
        private long timer;

        Body(HttpServerRequest request, Context context, Router.Match match, String id, @Nullable String origin) {
            this.request = request;
            this.context = context;
            this.match = match;
            this.id = id;
            this.origin = origin;
        }

        void add(Buffer piece) {
            if (done) {
                return;
            }
            if (bytes.length() + (long) piece.length() > options.bodyBytes()) {
                giveUp();
                refuse(request, id, origin, match.route().errors(), tooLarge());
                return;
            }
            bytes.appendBuffer(piece);
        }

        void complete() {
            if (done) {
                return;
            }
            finish();
            Exchange exchange = new Exchange(request, context, options, match, bytes.getBytes(), id);
            if (origin != null) {
                exchange.header("Access-Control-Allow-Origin", origin);
                exchange.header("Vary", "Origin");
            }
            request.response().closeHandler(_ -> exchange.goneNow());
            request.response().exceptionHandler(_ -> exchange.goneNow());
            open.add(exchange);
            Thread.ofVirtual().name("menura-http-" + id).start(() -> answer(exchange, request));
        }

        void drop() {
            if (!done) {
                giveUp();
            }
        }

        void tooSlow() {
            if (!done) {
                giveUp();
                HttpError late = new HttpError(
                        408, "invalid_request_error", "the body did not arrive in time", null, "timeout", 0);
                refuse(request, id, origin, match.route().errors(), late);
            }
        }

        private void giveUp() {
            finish();
            idle.ended(request.connection());
        }

        private void finish() {
            done = true;
            boolean _ = vertx.cancelTimer(timer);
        }
    }

    // --- on a virtual thread

    private void answer(Exchange exchange, HttpServerRequest request) {
        long start = System.nanoTime();
        observer.begun(exchange);
        try {
            exchange.route().handler().handle(exchange);
        } catch (CancellationException _) {
            exchange.fail(HttpError.unavailable("the request was stopped before it was answered", 1));
        } catch (Exception e) {
            exchange.fail(e instanceof HttpError error ? error : errors.apply(e));
        } catch (OutOfMemoryError _) {
            exchange.fail(HttpError.unavailable("there was not enough memory for this request", 5));
        } finally {
            exchange.end();
            idle.ended(request.connection());
            long nanos = System.nanoTime() - start;
            log.add(request, exchange.status(), exchange.written(), nanos, exchange.id());
            open.remove(exchange);
            observer.ended(exchange, nanos);
        }
    }

    /**
     * Takes no new requests, and waits until those that are under way are answered.
     *
     * @return whether all were within the time
     */
    public boolean drain(Duration time) {
        draining = true;
        return awaitNone(time);
    }

    private boolean awaitNone(Duration time) {
        long end = System.nanoTime() + time.toNanos();
        try {
            while (!open.isEmpty() && System.nanoTime() < end) {
                Thread.sleep(20);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        return open.isEmpty();
    }

    /** Stops at once: the requests that are under way are given up, and their clients told so. */
    @Override
    public void close() {
        draining = true;
        open.forEach(Exchange::stopNow);
        awaitNone(GRACE);
        open.forEach(Exchange::goneNow);
        CompletableFuture<Void> closed = vertx.close().toCompletionStage().toCompletableFuture();
        try {
            closed.get(START_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException _) {
            return; // its threads are daemons
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
