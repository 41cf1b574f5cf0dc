package org.menura.serve;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.menura.generate.LoadOptions;
import org.menura.generate.batch.Batch;
import org.menura.serve.model.ModelEntry;

/**
 * Options with which {@link MenuraServer#start} starts a server:
 *
 * <pre>{@code
 * ServerOptions options = ServerOptions.of(Path.of("Qwen3-0.6B-Q8_0.gguf")).withPort(8080);
 * }</pre>
 *
 * @param models the models that requests can choose; the first one answers requests that name none
 * @param load how models that write are loaded; adapters and projectors are those of the entries
 * @param host address to listen on
 * @param port port to listen on; 0 for any that is free
 * @param keys API keys, one of which a request must give; none for open doors
 * @param allowedHosts further names of the server, as the Host header has them; {@code *} for any
 * @param allowedOrigins origins of other pages that may call the server from a browser
 * @param requests most HTTP requests that are under way at a time
 * @param bodyBytes most bytes of a request's body
 * @param imageBytes most bytes of a picture's file
 * @param audioBytes most bytes of a recording's file
 * @param grammarBytes most characters of a schema, grammar or regular expression
 * @param timeToLive how long an idle model stays in memory; null for ever
 * @param preload whether all models are loaded at the start, not the first alone
 * @param ping how long a stream is silent before a sign of life is sent
 * @param stall how long a client may leave what was sent to it unread
 * @param shutdown how long requests under way may go on when the server stops
 * @param sessions folder that sessions are saved in; null if none are
 * @param voiceDetector the model that finds speech in recordings; null for none
 * @param idle how long a connection may be open on which nothing is asked
 * @param accessLog file that a line is appended to for each request, {@code -} for the standard output; null for none
 * @param memoryRest how long nothing runs before the JVM is asked to collect garbage and to give memory back to the system;
 *     null for never, as other parts of the program may run
 */
public record ServerOptions(
        List<ModelEntry> models,
        LoadOptions load,
        String host,
        int port,
        Set<String> keys,
        Set<String> allowedHosts,
        List<String> allowedOrigins,
        int requests,
        int bodyBytes,
        int imageBytes,
        int audioBytes,
        int grammarBytes,
        @Nullable Duration timeToLive,
        boolean preload,
        Duration ping,
        Duration stall,
        Duration shutdown,
        @Nullable Path sessions,
        @Nullable Path voiceDetector,
        Duration idle,
        @Nullable Path accessLog,
        @Nullable Duration memoryRest) {
    /** The port of a server that is told none. */
    public static final int PORT = 8080;

    /** The most texts that are written at a time, of a server that is told nothing. */
    public static final int PARALLEL = 16;

    /** The most texts that wait, of a server that is told nothing. */
    public static final int QUEUE = 256;

    private static final Duration IDLE = Duration.ofSeconds(120);

    /**
     * Checks the options.
     *
     * @throws IllegalArgumentException if there is no model, or a number is out of its range
     */
    public ServerOptions {
        models = List.copyOf(models);
        keys = Set.copyOf(keys);
        allowedHosts = Set.copyOf(allowedHosts);
        allowedOrigins = List.copyOf(allowedOrigins);
        if (models.isEmpty()) {
            throw new IllegalArgumentException("a server needs at least one model");
        }
        if (port < 0 || port > 65535) {
            throw new IllegalArgumentException("the port must be 0 to 65535, not " + port);
        }
        if (idle.isNegative() || idle.isZero()) {
            throw new IllegalArgumentException("a connection must be let idle for some time, not for " + idle);
        }
        if (memoryRest != null && (memoryRest.isNegative() || memoryRest.isZero())) {
            throw new IllegalArgumentException("a server must rest for some time, not for " + memoryRest);
        }
        if (requests < 1) {
            throw new IllegalArgumentException("a server must take at least one request at a time, not " + requests);
        }
    }

    /** Returns the default options for some models: on this machine's loopback address, without keys. */
    public static ServerOptions of(ModelEntry... models) {
        return new ServerOptions(
                List.of(models),
                LoadOptions.defaults().withLimits(Batch.Limits.exact(PARALLEL).withQueue(QUEUE)),
                "127.0.0.1",
                PORT,
                Set.of(),
                Set.of(),
                List.of(),
                1024,
                64 << 20,
                20 << 20,
                64 << 20,
                512 << 10,
                null,
                false,
                Duration.ofSeconds(15),
                Duration.ofSeconds(30),
                Duration.ofSeconds(30),
                null,
                null,
                IDLE,
                null,
                null);
    }

    /** Returns the default options for a model, which is named as its file or folder is. */
    public static ServerOptions of(Path model) {
        return of(ModelEntry.of(model));
    }

    /** Returns a copy with one more model. */
    public ServerOptions withModel(ModelEntry model) {
        List<ModelEntry> more = new ArrayList<>(models);
        more.add(model);
        return new Edit(this).models(more).build();
    }

    /** Returns a copy with other options of loading. */
    public ServerOptions withLoad(LoadOptions options) {
        return new Edit(this).load(options).build();
    }

    /** Returns a copy that listens on another address. */
    public ServerOptions withHost(String address) {
        return new Edit(this).host(address).build();
    }

    /** Returns a copy that listens on another port; 0 for any that is free. */
    public ServerOptions withPort(int number) {
        return new Edit(this).port(number).build();
    }

    /** Returns a copy with one more API key. */
    public ServerOptions withKey(String key) {
        Set<String> more = new LinkedHashSet<>(keys);
        more.add(key);
        return new Edit(this).keys(more).build();
    }

    /** Returns a copy with other names of the server and other origins that may call it. */
    public ServerOptions withAllowed(Set<String> hosts, List<String> origins) {
        return new Edit(this).allowed(hosts, origins).build();
    }

    /** Returns a copy that takes so many HTTP requests at a time. */
    public ServerOptions withRequests(int most) {
        return new Edit(this).requests(most).build();
    }

    /** Returns a copy with other limits of bytes. */
    public ServerOptions withBytes(int body, int image, int audio, int grammar) {
        return new Edit(this).bytes(body, image, audio, grammar).build();
    }

    /** Returns a copy that keeps idle models in memory for so long; null for ever. */
    public ServerOptions withTimeToLive(@Nullable Duration time) {
        return new Edit(this).timeToLive(time).build();
    }

    /** Returns a copy that loads all models at the start, or the first alone. */
    public ServerOptions withPreload(boolean all) {
        return new Edit(this).preload(all).build();
    }

    /** Returns a copy with other times: for signs of life, for clients that read nothing, for the end. */
    public ServerOptions withTimes(Duration life, Duration unread, Duration end) {
        return new Edit(this).times(life, unread, end).build();
    }

    /** Returns a copy that saves sessions in a folder. */
    public ServerOptions withSessions(@Nullable Path folder) {
        return new Edit(this).sessions(folder).build();
    }

    /** Returns a copy with a model that finds speech in recordings. */
    public ServerOptions withVoiceDetector(@Nullable Path model) {
        return new Edit(this).voiceDetector(model).build();
    }

    /** Returns a copy that closes connections on which nothing is asked for so long. */
    public ServerOptions withIdle(Duration time) {
        return new Edit(this).idle(time).build();
    }

    /** Returns a copy that logs requests to a file, {@code -} for the standard output. */
    public ServerOptions withAccessLog(@Nullable Path file) {
        return new Edit(this).accessLog(file).build();
    }

    /**
     * Returns a copy that asks the JVM to collect garbage, and gives memory back to the system, once nothing has run for
     * so long; null for never. A collection stops all of the program's threads, so a server asks for none unless it is told
     * to. Requests that are under way never wait for one.
     */
    public ServerOptions withMemoryRest(@Nullable Duration time) {
        return new Edit(this).memoryRest(time).build();
    }

    /** A copy in the making. */
    private static final class Edit {
        private List<ModelEntry> models;
        private LoadOptions load;
        private String host;
        private int port;
        private Set<String> keys;
        private Set<String> allowedHosts;
        private List<String> allowedOrigins;
        private int requests;
        private int bodyBytes;
        private int imageBytes;
        private int audioBytes;
        private int grammarBytes;
        private @Nullable Duration timeToLive;
        private boolean preload;
        private Duration ping;
        private Duration stall;
        private Duration shutdown;
        private @Nullable Path sessions;
        private @Nullable Path voiceDetector;
        private Duration idle;
        private @Nullable Path accessLog;
        private @Nullable Duration memoryRest;

        Edit(ServerOptions o) {
            models = o.models;
            load = o.load;
            host = o.host;
            port = o.port;
            keys = o.keys;
            allowedHosts = o.allowedHosts;
            allowedOrigins = o.allowedOrigins;
            requests = o.requests;
            bodyBytes = o.bodyBytes;
            imageBytes = o.imageBytes;
            audioBytes = o.audioBytes;
            grammarBytes = o.grammarBytes;
            timeToLive = o.timeToLive;
            preload = o.preload;
            ping = o.ping;
            stall = o.stall;
            shutdown = o.shutdown;
            sessions = o.sessions;
            voiceDetector = o.voiceDetector;
            idle = o.idle;
            accessLog = o.accessLog;
            memoryRest = o.memoryRest;
        }

        Edit models(List<ModelEntry> value) {
            models = value;
            return this;
        }

        Edit load(LoadOptions value) {
            load = value;
            return this;
        }

        Edit host(String value) {
            host = value;
            return this;
        }

        Edit port(int value) {
            port = value;
            return this;
        }

        Edit keys(Set<String> value) {
            keys = value;
            return this;
        }

        Edit allowed(Set<String> hosts, List<String> origins) {
            allowedHosts = hosts;
            allowedOrigins = origins;
            return this;
        }

        Edit requests(int value) {
            requests = value;
            return this;
        }

        Edit bytes(int body, int image, int audio, int grammar) {
            bodyBytes = body;
            imageBytes = image;
            audioBytes = audio;
            grammarBytes = grammar;
            return this;
        }

        Edit timeToLive(@Nullable Duration value) {
            timeToLive = value;
            return this;
        }

        Edit preload(boolean value) {
            preload = value;
            return this;
        }

        Edit times(Duration life, Duration unread, Duration end) {
            ping = life;
            stall = unread;
            shutdown = end;
            return this;
        }

        Edit sessions(@Nullable Path value) {
            sessions = value;
            return this;
        }

        Edit voiceDetector(@Nullable Path value) {
            voiceDetector = value;
            return this;
        }

        Edit idle(Duration value) {
            idle = value;
            return this;
        }

        Edit accessLog(@Nullable Path value) {
            accessLog = value;
            return this;
        }

        Edit memoryRest(@Nullable Duration value) {
            memoryRest = value;
            return this;
        }

        ServerOptions build() {
            return new ServerOptions(
                    models,
                    load,
                    host,
                    port,
                    keys,
                    allowedHosts,
                    allowedOrigins,
                    requests,
                    bodyBytes,
                    imageBytes,
                    audioBytes,
                    grammarBytes,
                    timeToLive,
                    preload,
                    ping,
                    stall,
                    shutdown,
                    sessions,
                    voiceDetector,
                    idle,
                    accessLog,
                    memoryRest);
        }
    }
}
