package org.menura.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.menura.eval.card.CardSettings;
import org.menura.eval.card.CardSubject;
import org.menura.eval.card.DataCard;
import org.menura.eval.card.Figures;
import org.menura.eval.card.ModelCard;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code menura card}: cards of models and data from ledgers. */
@Command(
        name = "card",
        description = {
            "Writes the card of a model or of data, with numbers from ledgers alone.",
            "A number in your own text that no ledger holds is refused."
        },
        synopsisSubcommandLabel = "COMMAND",
        footer = {
            "%nExamples:",
            "  menura card model runs/x --figures results --text limits.md -o README.md",
            "  menura card data clean --name stories --license cc-by-4.0 -o croissant.json"
        },
        subcommands = {CardCommand.OfModel.class, CardCommand.OfData.class})
final class CardCommand implements Callable<Integer> {
    @Mixin
    private Console console = new Console();

    @Override
    public Integer call() {
        throw console.wrong("Say what the card is of: model or data.");
    }

    /** {@code menura card model}. */
    @Command(
            name = "model",
            description = "Writes a model card as the hub of Hugging Face reads it: metadata in YAML, and Markdown.",
            footer = {
                "%nExamples:",
                "  menura card model runs/pretrain -o README.md",
                "  menura card model runs/lora --base-model google/gemma-3-270m -o README.md"
            })
    static final class OfModel implements Callable<Integer> {
        @Mixin
        private Console console = new Console();

        @Mixin
        private CardOptions card = new CardOptions();

        @Parameters(paramLabel = "RUN", description = "Folder of a training run, or a model without one.")
        private Path place = Path.of("");

        @Option(
                names = "--figures",
                paramLabel = "PATH",
                description =
                        "More ledgers: figures.jsonl, or folders that are searched for it; `menura eval … -o` writes"
                                + " them.")
        private List<Path> figures = List.of();

        @Option(names = "--dataset", paramLabel = "NAME,…", split = ",", description = "Names of the training data.")
        private List<String> datasets = List.of();

        @Option(names = "--base-model", paramLabel = "NAME", description = "The model that it was made from.")
        private @Nullable String baseModel;

        @Override
        public Integer call() throws IOException {
            CardSettings settings = card.settings(datasets, baseModel);
            CardSubject subject = CardSubject.of(place);
            Figures all = Figures.of(subject, figures);
            if (!card.lists(console, all)) {
                card.write(console, ModelCard.write(subject, all, settings), "README.md");
            }
            return ExitCode.OK;
        }
    }

    /** {@code menura card data}. */
    @Command(
            name = "data",
            description = "Writes a data card as Croissant with RAI, in JSON-LD.",
            footer = {"%nExample:", "  menura card data clean --name stories --license cc-by-4.0 -o croissant.json"})
    static final class OfData implements Callable<Integer> {
        @Mixin
        private Console console = new Console();

        @Mixin
        private CardOptions card = new CardOptions();

        @Parameters(paramLabel = "RUN", description = "Folder that `menura data` wrote, its ledger, or a training run.")
        private Path place = Path.of("");

        @Override
        public Integer call() throws IOException {
            DataCard.Written written = DataCard.write(place, card.settings(List.of(), null));
            if (!card.lists(console, written.figures())) {
                card.write(console, written.croissant(), "croissant.json");
            }
            return ExitCode.OK;
        }
    }
}
