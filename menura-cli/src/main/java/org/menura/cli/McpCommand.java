package org.menura.cli;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.menura.generate.LanguageModel;
import org.menura.generate.LoadOptions;
import org.menura.generate.Menura;
import org.menura.generate.Painter;
import org.menura.generate.SpeechRecognizer;
import org.menura.generate.embed.Embedder;
import org.menura.generate.load.LoadedModel;
import org.menura.mcp.ModelServer;
import org.menura.search.FolderSearch;
import org.menura.tensor.cpu.CpuBackend;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code menura mcp}: models as tools of agents. */
@Command(
        name = "mcp",
        description = {
            "Serves models as tools of agents by the Model Context Protocol: generate, embed, transcribe, draw, search.",
            "Agents start it themselves and talk to it on its standard streams; with --http it listens at a port. docs/mcp.md tells"
                    + " how to add it to an agent."
        },
        footer = {
            "%nExamples:",
            "  menura mcp Qwen3-0.6B-Q8_0.gguf",
            "  menura mcp --speech whisper-base --files ~/recordings",
            "  menura mcp --search ~/notes --embed all-MiniLM-L6-v2",
            "  menura mcp --http 8081"
        })
final class McpCommand implements Callable<Integer> {
    private static final int MOST_PORT = 65_535;

    @Mixin
    private Console console = new Console();

    @Mixin
    private ThreadOptions threads = new ThreadOptions();

    @Parameters(
            arity = "0..1",
            paramLabel = "MODEL",
            description =
                    "The language model of the tool generate (default, where no other model is named: the one that"
                            + " comes with Menura).")
    private @Nullable String language;

    @Option(names = "--embed", paramLabel = "MODEL", description = "The embedding model of the tools embed and search.")
    private @Nullable String embedding;

    @Option(names = "--speech", paramLabel = "MODEL", description = "The Whisper model of the tool transcribe.")
    private @Nullable String speech;

    @Option(names = "--draw", paramLabel = "MODEL", description = "The diffusion model of the tool draw.")
    private @Nullable String drawing;

    @Option(
            names = "--search",
            paramLabel = "FOLDER",
            description = "The folder of the tool search, whose index lies in it as menura search keeps it.")
    private @Nullable Path folder;

    @Option(
            names = "--files",
            paramLabel = "FOLDER",
            description = "A folder that transcribe may read recordings from, also several.")
    private List<Path> files = List.of();

    @Option(
            names = "--http",
            paramLabel = "[HOST:]PORT",
            description = "Listen at a port, of this machine alone unless HOST says otherwise; 0 for any that is free.")
    private @Nullable String http;

    @Option(
            names = "--api-key",
            paramLabel = "KEY",
            defaultValue = "${MENURA_API_KEY}",
            description = "A key that clients must give; or in MENURA_API_KEY. With --http alone.")
    private @Nullable String key;

    @Override
    public Integer call() throws IOException, InterruptedException {
        ModelServer server = new ModelServer(new Version().getVersion()[0].replace("menura ", ""));
        List<Closeable> opened = new ArrayList<>();
        try {
            add(server, opened);
            try (ModelServer.Running running = started(server)) {
                running.await();
            }
        } finally {
            for (Closeable each : opened) {
                each.close();
            }
        }
        return 0;
    }

    private ModelServer.Running started(ModelServer server) throws IOException {
        String at = http;
        if (at == null) {
            return server.stdio(System.in, new TextOutput(console.out()));
        }
        ModelServer.Running running = server.http(address(at), key == null || key.isEmpty() ? null : key);
        console.note("listening at http://%s:%d/mcp".formatted(host(at), running.port()));
        return running;
    }

    private InetSocketAddress address(String at) {
        String port = at.substring(at.lastIndexOf(':') + 1);
        if (!port.matches("\\d{1,5}") || Integer.parseInt(port) > MOST_PORT) {
            throw console.wrong("--http needs a port up to %d, not %s".formatted(MOST_PORT, at));
        }
        return new InetSocketAddress(host(at), Integer.parseInt(port));
    }

    private static String host(String at) {
        int colon = at.lastIndexOf(':');
        return colon < 0 ? "localhost" : at.substring(0, colon);
    }

    private void add(ModelServer server, List<Closeable> opened) throws IOException {
        if (folder != null && embedding == null) {
            throw console.wrong("--search needs an embedding model: name it with --embed");
        }
        CpuBackend ops = threads.backend(false);
        LoadOptions options = LoadOptions.defaults().withBackend(ops);
        boolean isAlone = embedding == null && speech == null && drawing == null;
        if (language != null || isAlone) {
            LanguageModel model =
                    Menura.load(language == null ? DefaultModel.path() : ModelOptions.find(language), options);
            opened.add(model::close);
            server.language(model);
            if (isAlone && model.loaded() instanceof LoadedModel.Decoder d && d.drawing() != null) {
                server.painter(Painter.of(model));
            }
        }
        if (embedding != null) {
            server.embedder(Embedder.open(ModelOptions.find(embedding), null, true, ops));
        }
        if (speech != null) {
            Path detector = DefaultModel.voiceDetector();
            server.speech(
                    SpeechRecognizer.open(ModelOptions.find(speech), detector, options), files.toArray(Path[]::new));
        }
        if (drawing != null) {
            server.painter(Painter.open(ModelOptions.find(drawing), options));
        }
        if (folder != null && embedding != null) {
            FolderSearch search = FolderSearch.open(folder, null, ModelOptions.find(embedding), ops);
            opened.add(search);
            server.search(search);
        }
    }
}
