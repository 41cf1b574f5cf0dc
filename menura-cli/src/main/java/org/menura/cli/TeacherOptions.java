package org.menura.cli;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.menura.eval.model.EvalModel;
import org.menura.eval.model.LocalModel;
import org.menura.eval.remote.RemoteModel;
import org.menura.eval.remote.ServerAddress;
import org.menura.generate.LoadOptions;
import org.menura.generate.Menura;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** A model that answers questions: one of this machine, or one behind OpenAI's API. */
final class TeacherOptions {
    @Mixin
    private ThreadOptions threads = new ThreadOptions();

    @Mixin
    private TemplateOption template = new TemplateOption();

    @Option(
            names = {"-m", "--model"},
            paramLabel = "MODEL",
            description =
                    "A folder, a GGUF file, the name of a model that was pulled, or the address of an API like OpenAI's with its"
                            + " model behind a #: http://localhost:8080/v1#qwen (default: the model that comes with Menura).")
    private @Nullable String model;

    @Option(
            names = "--api-key-env",
            paramLabel = "NAME",
            defaultValue = "OPENAI_API_KEY",
            description = "Environment variable with the key of the API (default: ${DEFAULT-VALUE}).")
    private String apiKey = "OPENAI_API_KEY";

    @Option(
            names = "--at-once",
            paramLabel = "N",
            defaultValue = "4",
            description = "Questions that a server answers at a time (default: 4).")
    private int atOnce = 4;

    /**
     * Opens the model.
     *
     * @param seed of what it draws
     */
    EvalModel open(Console console, long seed) {
        if (atOnce < 1) {
            throw console.wrong("--at-once is at least 1");
        }
        template.check();
        String name = model == null ? DefaultModel.textModel().toString() : model;
        int at = name.lastIndexOf('#');
        String address = at < 0 ? name : name.substring(0, at);
        if (ServerAddress.isAddress(address)) {
            if (!template.name().isEmpty()) {
                throw console.wrong("a server lays out conversations itself; leave out --chat-template");
            }
            RemoteModel.Options options = new RemoteModel.Options(
                    at < 0 ? "" : name.substring(at + 1),
                    true,
                    System.getenv(apiKey),
                    atOnce,
                    5,
                    Duration.ofMinutes(10),
                    seed);
            return new RemoteModel(ServerAddress.of(address), options);
        }
        LoadOptions load = template.applied(LoadOptions.defaults().withBackend(threads.backend(true)));
        String shown = template.name().isEmpty() ? name : "%s, %s".formatted(name, template.name());
        return LocalModel.of(shown, Menura.load(ModelArgument.find(name), load), new LocalModel.Options(0, 0, seed));
    }
}
