package org.menura.cli;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.menura.agent.mind.DelegatingMind;
import org.menura.agent.mind.LocalMind;
import org.menura.agent.mind.Mind;
import org.menura.agent.mind.RemoteMind;
import org.menura.generate.LoadOptions;
import org.menura.generate.Menura;
import org.menura.generate.sample.SamplingParams;
import org.menura.world.household.SayCan;
import org.menura.world.suite.AnswerMode;
import org.menura.world.suite.MindAgent;
import org.menura.world.suite.SuiteAgent;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which mind an agent of a suite has, and how it answers. */
final class SuiteMindOptions {
    @Mixin
    private ThreadOptions threads = new ThreadOptions();

    @Mixin
    private TemplateOption template = new TemplateOption();

    @Option(
            names = "--free",
            description = "Do not force the model's answers into the form asked for: read them from what it writes.")
    private boolean free;

    @Option(names = "--thought", description = "Let the model think in a free text before each answer in the form.")
    private boolean thought;

    @Option(
            names = "--say-can",
            description =
                    "Choose among answers by the likelihood of each as a whole, as SayCan does, not token by token.")
    private boolean sayCan;

    @Option(
            names = {"--temp", "--temperature"},
            paramLabel = "T",
            defaultValue = "0",
            description =
                    "Temperature of what the model draws; 0 takes the likeliest tokens (default: ${DEFAULT-VALUE}).")
    private float temperature;

    @Option(
            names = "--max-tokens",
            paramLabel = "N",
            defaultValue = "512",
            description = "Tokens of an answer at most (default: ${DEFAULT-VALUE}).")
    private int maxTokens = 512;

    @Option(
            names = "--api-key-env",
            paramLabel = "NAME",
            defaultValue = "OPENAI_API_KEY",
            description = "Environment variable with the key of a server (default: ${DEFAULT-VALUE}).")
    private String apiKey = "OPENAI_API_KEY";

    /** Returns the engine that computes, for reports. */
    String engine() {
        return threads.backend(false).engine();
    }

    /** Returns what an agent is besides its name: its model's file, and how it answers. */
    String stamp(String agent) {
        StringBuilder out = new StringBuilder(agent);
        Path path = Path.of(agent);
        try {
            if (Files.exists(path)) {
                out.append(' ').append(Files.size(path)).append(' ').append(Files.getLastModifiedTime(path));
            }
        } catch (IOException _) {
            // A file that can't be looked at can't be loaded either, which is said then.
        }
        return out.append(' ')
                .append(mode())
                .append(sayCan ? " say-can" : "")
                .append(' ')
                .append(temperature)
                .append(' ')
                .append(maxTokens)
                .append(' ')
                .append(template.name())
                .toString();
    }

    private AnswerMode mode() {
        return free ? AnswerMode.FREE : thought ? AnswerMode.THOUGHT : AnswerMode.FORCED;
    }

    /** Opens an agent whose mind is a model. */
    SuiteAgent open(String model, Console console) {
        if (free && thought) {
            throw console.wrong("--free and --thought exclude each other");
        }
        if (temperature < 0 || maxTokens < 1) {
            throw console.wrong("--temp is at least 0, --max-tokens at least 1");
        }
        String suffix = (free ? ", free" : thought ? ", thought" : "") + (sayCan ? ", say-can" : "");
        if (sayCan && (free || model.startsWith("http"))) {
            throw console.wrong("--say-can scores answers, which takes a local model and excludes --free");
        }
        if (model.startsWith("http://") || model.startsWith("https://")) {
            Mind remote = remote(model);
            return new MindAgent(remote, remote.name() + suffix, mode(), maxTokens);
        }
        template.check();
        LoadOptions load = template.applied(LoadOptions.defaults().withBackend(threads.backend(false)));
        LocalMind whole = LocalMind.of(Menura.load(ModelOptions.find(model), load));
        SamplingParams sampling = temperature == 0
                ? SamplingParams.greedy()
                : SamplingParams.defaults().toBuilder().temperature(temperature).build();
        Mind mind = whole.withSampling(sampling).withMaxTokens(maxTokens);
        Mind choosing = sayCan ? new SayCan(mind, temperature) : mind;
        return new MindAgent(new Owned(choosing, whole), mind.name() + suffix, mode(), maxTokens);
    }

    /** Returns a mind behind an API, which draws as the server does; asked again where an answer leaves its form, unless it is free. */
    private Mind remote(String address) {
        int mark = address.indexOf('#');
        URI base = URI.create(mark < 0 ? address : address.substring(0, mark));
        String model = mark < 0 ? "default" : address.substring(mark + 1);
        String key = System.getenv(apiKey);
        return free ? RemoteMind.unchecked(base, model, key) : RemoteMind.checked(base, model, key);
    }

    /** A mind that closes the one that its model belongs to. */
    private static final class Owned extends DelegatingMind {
        private final Mind owner;

        Owned(Mind mind, Mind owner) {
            super(mind);
            this.owner = owner;
        }

        @Override
        public void close() {
            owner.close();
        }
    }
}
