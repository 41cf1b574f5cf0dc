package org.menura.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.menura.format.FormatException;
import org.menura.format.TextFile;
import org.menura.generate.LoadOptions;
import org.menura.serve.MenuraServer;
import org.menura.serve.ServerOptions;
import org.menura.serve.model.ModelEntry;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code menura serve}: models over HTTP. */
@Command(
        name = "serve",
        description = {
            "Serves models over HTTP: OpenAI's, Anthropic's and ollama's routes, metrics, and a page to chat on.",
            "It listens on this machine alone unless --host says otherwise, and stops with Ctrl-C or SIGTERM once the"
                    + " requests under way are answered. docs/serving.md tells of all routes."
        },
        footer = {
            "%nExamples:",
            "  menura serve",
            "  menura serve Qwen3-0.6B-Q8_0.gguf --port 9000 --parallel 8",
            "  menura serve --model chat=Qwen3-0.6B --model embed=all-MiniLM-L6-v2 --ttl 600",
            "  menura serve Llama-3.2-1B --lora stories=stories-lora --lora poems=poems-lora",
            "  menura serve Qwen3-0.6B --host 0.0.0.0 --api-key-file keys.txt"
        })
final class ServeCommand implements Callable<Integer> {
    private static final long MOST_SECONDS = 1_000_000_000;

    @Mixin
    private Console console = new Console();

    @Mixin
    private ThreadOptions threads = new ThreadOptions();

    @Mixin
    private ServeLimits limits = new ServeLimits();

    @Mixin
    private ContextOptions context = new ContextOptions();

    @Mixin
    private TemplateOption template = new TemplateOption();

    @Parameters(
            arity = "0..*",
            paramLabel = "MODEL",
            description =
                    "Hugging Face folders, GGUF files, folders of diffusion pipelines, or names of models that were pulled"
                            + " (default: the model that comes with Menura).")
    private List<String> positional = List.of();

    @Option(
            names = {"-m", "--model"},
            paramLabel = "[NAME=]MODEL",
            description = "A model and the name that requests choose it with, also several; the first is the default.")
    private List<String> named = List.of();

    @Option(
            names = "--mmproj",
            paramLabel = "FILE",
            description = "A GGUF file with the encoders that belong to the first model.")
    private @Nullable Path projector;

    @Option(
            names = "--lora",
            paramLabel = "NAME=DIR",
            description = "A PEFT adapter of the first model, also several; requests choose it by NAME as their model.")
    private List<String> adapters = List.of();

    @Option(
            names = "--host",
            paramLabel = "ADDRESS",
            defaultValue = "127.0.0.1",
            description = "Where to listen (default: ${DEFAULT-VALUE}, this machine alone; 0.0.0.0 for all networks).")
    private String host = "127.0.0.1";

    @Option(
            names = "--port",
            paramLabel = "N",
            defaultValue = "8080",
            description = "Port to listen on; 0 for any that is free (default: ${DEFAULT-VALUE}).")
    private int port;

    @Option(
            names = "--api-key",
            paramLabel = "KEY",
            description = "A key, one of which requests must give, also several; or in MENURA_API_KEY.")
    private List<String> keys = List.of();

    @Option(names = "--api-key-file", paramLabel = "FILE", description = "A file of keys, one a line.")
    private @Nullable Path keyFile;

    @Option(
            names = "--allow-host",
            paramLabel = "NAME",
            description = "A name by which the server may be called, also several; * for any.")
    private List<String> hosts = List.of();

    @Option(
            names = "--allow-origin",
            paramLabel = "ORIGIN",
            description = "A page elsewhere that may call the server from a browser, such as https://app.example.")
    private List<String> origins = List.of();

    @Option(
            names = "--ttl",
            paramLabel = "SECONDS",
            description = "Take a model out of memory that nobody has asked for so long (default: never).")
    private @Nullable Long timeToLive;

    @Option(names = "--preload", description = "Load all models at the start, not the first alone.")
    private boolean preload;

    @Option(
            names = "--sessions",
            paramLabel = "DIR",
            description = "Let clients save sessions here and go on with them later.")
    private @Nullable Path sessions;

    @Option(
            names = "--vad",
            paramLabel = "MODEL",
            description = "Silero VAD's weights, which find the speech in recordings (default: Menura's own copy).")
    private @Nullable String vad;

    @Option(
            names = "--access-log",
            paramLabel = "FILE",
            description = "Append a line for each request to FILE; - for the standard output (default: none).")
    private @Nullable Path accessLog;

    @Option(
            names = "--exact",
            description =
                    "Compute in float32 throughout: activations are not rounded to what suits the weights. Slower.")
    private boolean exact;

    @Override
    public Integer call() throws IOException, InterruptedException {
        context.check();
        template.check();
        ServerOptions options = options();
        MenuraServer server = MenuraServer.start(options);
        Thread hook = new Thread(server::stop, "menura-stop");
        Runtime.getRuntime().addShutdownHook(hook);
        console.out()
                .println("Serving "
                        + String.join(
                                ", ",
                                options.models().stream().map(ModelEntry::name).toList()) + " at " + server.address());
        console.out().println("OpenAI's API: " + server.address() + "v1    Ctrl-C stops.");
        console.out().flush();
        server.join();
        return 0;
    }

    private ServerOptions options() throws IOException {
        if (port < 0 || port > 65535) {
            throw console.wrong("--port must be 0 to 65535, not " + port);
        }
        List<ModelEntry> entries = entries();
        LoadOptions load =
                template.applied(context.applied(LoadOptions.defaults().withBackend(threads.backend(exact))));
        load = limits.applied(context.bounded(load), console);
        ServerOptions options = ServerOptions.of(entries.toArray(new ModelEntry[0]))
                .withLoad(load)
                .withHost(host)
                .withPort(port)
                .withAllowed(lower(hosts), origins)
                .withPreload(preload)
                .withSessions(sessions)
                .withAccessLog(accessLog)
                .withVoiceDetector(voiceDetector());
        for (String key : keys()) {
            options = options.withKey(key);
        }
        if (timeToLive != null) {
            if (timeToLive < 0) {
                throw console.wrong("--ttl must be at least 0 seconds, not " + timeToLive);
            }
            if (timeToLive > MOST_SECONDS) {
                throw console.wrong("--ttl must be at most %d seconds, not %d".formatted(MOST_SECONDS, timeToLive));
            }
            options = options.withTimeToLive(Duration.ofSeconds(timeToLive));
        }
        try {
            return limits.applied(options, console);
        } catch (IllegalArgumentException e) {
            throw console.wrong(String.valueOf(e.getMessage()));
        }
    }

    private static Set<String> lower(List<String> names) {
        Set<String> out = new LinkedHashSet<>();
        names.forEach(n -> out.add(n.toLowerCase(Locale.ROOT)));
        return out;
    }

    private List<String> keys() throws IOException {
        List<String> all = new ArrayList<>(keys);
        String fromEnvironment = System.getenv("MENURA_API_KEY");
        if (fromEnvironment != null) {
            all.add(fromEnvironment);
        }
        if (keyFile != null) {
            TextFile.lines(keyFile).stream()
                    .map(String::strip)
                    .filter(k -> !k.isEmpty())
                    .forEach(all::add);
        }
        if (all.stream().anyMatch(String::isBlank)) {
            throw console.wrong("an API key must not be empty");
        }
        if (keyFile != null && all.isEmpty()) {
            throw console.wrong(keyFile + " holds no key");
        }
        return all;
    }

    private @Nullable Path voiceDetector() {
        if (vad != null) {
            return ModelOptions.find(vad);
        }
        try {
            return DefaultModel.voiceDetector();
        } catch (FormatException _) {
            return null; // asked for when a recording comes
        }
    }

    private List<ModelEntry> entries() {
        List<ModelEntry> entries = new ArrayList<>();
        positional.forEach(name -> entries.add(entry(name)));
        named.forEach(name -> entries.add(entry(name)));
        if (entries.isEmpty()) {
            entries.add(ModelEntry.of(DefaultModel.path()));
        }
        ModelEntry first = entries.getFirst().withProjector(projector);
        for (String adapter : adapters) {
            int at = adapter.indexOf('=');
            if (at < 1) {
                throw console.wrong("--lora wants NAME=DIR, not " + adapter);
            }
            first = first.withAdapter(adapter.substring(0, at), Path.of(adapter.substring(at + 1)));
        }
        if (projector != null && !adapters.isEmpty()) {
            throw console.wrong("--mmproj and --lora do not go together");
        }
        entries.set(0, first);
        Set<String> names = new LinkedHashSet<>();
        for (ModelEntry entry : entries) {
            if (!names.add(entry.name())) {
                throw console.wrong("two models are called %s; name them: --model NAME=MODEL".formatted(entry.name()));
            }
        }
        return entries;
    }

    private static ModelEntry entry(String text) {
        int at = text.indexOf('=');
        return at > 0 && !Files.exists(Path.of(text))
                ? ModelEntry.of(text.substring(0, at), ModelOptions.find(text.substring(at + 1)))
                : ModelEntry.of(ModelOptions.find(text));
    }
}
