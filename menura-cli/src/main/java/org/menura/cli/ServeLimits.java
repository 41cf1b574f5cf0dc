package org.menura.cli;

import java.time.Duration;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.menura.generate.LoadOptions;
import org.menura.generate.batch.Batch;
import org.menura.serve.ServerOptions;
import picocli.CommandLine.Option;

/** How much a server takes on at a time. */
final class ServeLimits {
    private static final Pattern SIZE = Pattern.compile("(\\d+)\\s*([kmg]?)(i?b)?", Pattern.CASE_INSENSITIVE);

    @Option(
            names = "--parallel",
            paramLabel = "N",
            defaultValue = "16",
            description = "Most texts that are written at a time; others wait (default: ${DEFAULT-VALUE}).")
    private int parallel;

    @Option(
            names = "--queue",
            paramLabel = "N",
            defaultValue = "256",
            description = "Most texts that wait for their turn; further ones are refused (default: ${DEFAULT-VALUE}).")
    private int queue;

    @Option(
            names = "--state-bytes",
            paramLabel = "SIZE",
            description =
                    "Most bytes of keys, values and recurrent states, those of the prefix cache included (default:"
                            + " 3/8 of Java's heap).")
    private @Nullable String states;

    @Option(
            names = "--cache-bytes",
            paramLabel = "SIZE",
            description = "How many of them the prefix cache may take; 0 for no cache (default: half).")
    private @Nullable String cache;

    @Option(
            names = "--requests",
            paramLabel = "N",
            defaultValue = "1024",
            description = "Most requests under way, those that wait included (default: ${DEFAULT-VALUE}).")
    private int requests;

    @Option(
            names = "--max-body",
            paramLabel = "SIZE",
            defaultValue = "64MiB",
            description = "Most bytes of a request (default: ${DEFAULT-VALUE}).")
    private String body = "";

    @Option(
            names = "--max-image",
            paramLabel = "SIZE",
            defaultValue = "20MiB",
            description = "Most bytes of a picture (default: ${DEFAULT-VALUE}).")
    private String image = "";

    @Option(
            names = "--max-audio",
            paramLabel = "SIZE",
            defaultValue = "64MiB",
            description = "Most bytes of a recording (default: ${DEFAULT-VALUE}).")
    private String audio = "";

    @Option(
            names = "--max-grammar",
            paramLabel = "SIZE",
            defaultValue = "512KiB",
            description = "Most characters of a schema or grammar (default: ${DEFAULT-VALUE}).")
    private String grammar = "";

    @Option(
            names = "--ping",
            paramLabel = "SECONDS",
            defaultValue = "15",
            description = "Send a sign of life where a stream is silent for so long (default: ${DEFAULT-VALUE}).")
    private int ping;

    @Option(
            names = "--idle-timeout",
            paramLabel = "SECONDS",
            defaultValue = "120",
            description = "Close connections on which nothing is asked for so long (default: ${DEFAULT-VALUE}).")
    private int idle;

    @Option(
            names = "--shutdown-timeout",
            paramLabel = "SECONDS",
            defaultValue = "30",
            description = "How long requests under way may go on when the server stops (default: ${DEFAULT-VALUE}).")
    private int shutdown;

    @Option(
            names = "--rest",
            paramLabel = "SECONDS",
            defaultValue = "5",
            description = "Give memory back to the system once nothing has run for so long; 0 for never (default:"
                    + " ${DEFAULT-VALUE}).")
    private int rest;

    /** The options of loading with these limits. */
    LoadOptions applied(LoadOptions options, Console console) {
        if (parallel < 1) {
            throw console.wrong("--parallel must be at least 1, not " + parallel);
        }
        if (queue < 0) {
            throw console.wrong("--queue must be at least 0, not " + queue);
        }
        Batch.Limits limits = Batch.Limits.exact(parallel).withQueue(queue);
        long most = states == null ? limits.bytes() : size("--state-bytes", states, console);
        long cached = cache == null ? most / 2 : size("--cache-bytes", cache, console);
        if (most < 1 || cached > most) {
            throw console.wrong(
                    "--cache-bytes is a part of --state-bytes, and can't be more than these %d".formatted(most));
        }
        return options.withLimits(limits.withBytes(most, cached));
    }

    /** The options of a server with these limits. */
    ServerOptions applied(ServerOptions options, Console console) {
        if (ping < 1 || idle < 1 || shutdown < 0 || rest < 0) {
            throw console.wrong(
                    "--ping must be at least 1, --idle-timeout too, --shutdown-timeout and --rest at least 0"
                            + " seconds");
        }
        return options.withRequests(requests)
                .withBytes(
                        bytes("--max-body", body, console),
                        bytes("--max-image", image, console),
                        bytes("--max-audio", audio, console),
                        bytes("--max-grammar", grammar, console))
                .withIdle(Duration.ofSeconds(idle))
                .withMemoryRest(rest == 0 ? null : Duration.ofSeconds(rest))
                .withTimes(Duration.ofSeconds(ping), options.stall(), Duration.ofSeconds(shutdown));
    }

    private static int bytes(String option, String text, Console console) {
        long bytes = size(option, text, console);
        if (bytes > 0 && bytes < Integer.MAX_VALUE) {
            return (int) bytes;
        }
        throw console.wrong("%s wants a size below 2 GiB such as 64MiB, not %s".formatted(option, text));
    }

    private static long size(String option, String text, Console console) {
        Matcher size = SIZE.matcher(text.strip());
        if (size.matches() && size.group(1).length() < 12) {
            int shift = switch (size.group(2).toLowerCase(Locale.ROOT)) {
                case "k" -> 10;
                case "m" -> 20;
                case "g" -> 30;
                default -> 0;
            };
            return Long.parseLong(size.group(1)) << shift;
        }
        throw console.wrong("%s wants a size such as 64MiB, not %s".formatted(option, text));
    }
}
