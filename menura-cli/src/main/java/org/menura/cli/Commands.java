package org.menura.cli;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;

/**
 * Lists the commands under {@code menura}. A process runs one of them, so only that one is described to picocli where the
 * arguments name it: to read the options of all takes longer than most commands do.
 */
final class Commands {
    /** In the order of the usage. */
    static final List<String> NAMES = List.of(
            "run",
            "chat",
            "serve",
            "info",
            "models",
            "init",
            "tokenize",
            "verify",
            "grammar",
            "adapter",
            "convert",
            "quantize",
            "perplexity",
            "score",
            "eval",
            "detect",
            "embed",
            "classify",
            "search",
            "mcp",
            "agent",
            "draw",
            "speak",
            "transcribe",
            "bench",
            "pull",
            "list",
            "rm",
            "train",
            "learn",
            "evolve",
            "ledger",
            "tokenizer",
            "data",
            "card",
            "explain",
            "help",
            "completion");

    private Commands() {}

    /** The class of a command by its name or alias, or null. Classes that are not asked for are not loaded. */
    static @Nullable Class<?> named(String name) {
        return switch (name) {
            case "run", "generate" -> RunCommand.class;
            case "chat" -> ChatCommand.class;
            case "serve" -> ServeCommand.class;
            case "info", "show" -> InfoCommand.class;
            case "models" -> ModelsCommand.class;
            case "init" -> InitCommand.class;
            case "tokenize" -> TokenizeCommand.class;
            case "verify" -> VerifyCommand.class;
            case "grammar" -> GrammarCommand.class;
            case "adapter" -> AdapterCommand.class;
            case "convert" -> ConvertCommand.class;
            case "quantize", "quantise" -> QuantizeCommand.class;
            case "perplexity" -> PerplexityCommand.class;
            case "score" -> ScoreCommand.class;
            case "eval" -> EvalCommand.class;
            case "detect" -> DetectCommand.class;
            case "embed" -> EmbedCommand.class;
            case "classify" -> ClassifyCommand.class;
            case "search" -> SearchCommand.class;
            case "mcp" -> McpCommand.class;
            case "agent" -> AgentCommand.class;
            case "draw" -> DrawCommand.class;
            case "speak" -> SpeakCommand.class;
            case "transcribe" -> TranscribeCommand.class;
            case "bench" -> BenchCommand.class;
            case "pull" -> PullCommand.class;
            case "list", "ls" -> ListCommand.class;
            case "rm" -> RmCommand.class;
            case "train", "finetune", "fine-tune" -> TrainCommand.class;
            case "learn" -> LearnCommand.class;
            case "evolve" -> EvolveCommand.class;
            case "ledger" -> LedgerCommand.class;
            case "tokenizer" -> TokenizerCommand.class;
            case "data" -> DataCommand.class;
            case "card" -> CardCommand.class;
            case "explain" -> ExplainCommand.class;
            case "help" -> HelpCommand.class;
            case "completion" -> CompletionCommand.class;
            default -> null;
        };
    }

    /** Adds what these arguments can call: one command, or all where the usage or a command asks for them. */
    static void addTo(CommandLine root, String... args) {
        String word = Arrays.stream(args)
                .filter(a -> !a.equals("--debug"))
                .findFirst()
                .orElse("");
        if (word.equals("--version") || word.equals("-V")) {
            return;
        }
        Class<?> called = named(word);
        if (called != null && called != HelpCommand.class && called != CompletionCommand.class) {
            root.addSubcommand(called);
            return;
        }
        for (String name : NAMES) {
            root.addSubcommand(named(name));
        }
    }
}
