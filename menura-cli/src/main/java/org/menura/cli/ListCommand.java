package org.menura.cli;

import java.io.IOException;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.concurrent.Callable;
import org.menura.format.hub.PulledModel;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code menura list}: what was pulled. */
@Command(
        name = "list",
        aliases = "ls",
        description = "Lists the models that were pulled: name, architecture, size, date, and where they lie.",
        footer = {
            "%nEnvironment:",
            "  MENURA_CACHE   folder for pulled models instead of ~/.cache/menura",
            "%nExamples:",
            "  menura list",
            "  menura ls | sort -k3"
        })
final class ListCommand implements Callable<Integer> {
    private static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("yyyy-MM-dd").withZone(ZoneId.systemDefault());

    @Mixin
    private Console console = new Console();

    @Override
    public Integer call() throws IOException {
        List<PulledModel> models = PulledModel.list();
        if (models.isEmpty()) {
            console.note("no model was pulled yet; fetch one with: menura pull org/name");
            return 0;
        }
        int width = Math.max(
                "NAME".length(),
                models.stream().mapToInt(m -> m.name().length()).max().orElse(0));
        int kind = Math.max(
                "ARCHITECTURE".length(),
                models.stream().mapToInt(m -> kind(m).length()).max().orElse(0));
        String row = "%%-%ds  %%-%ds  %%10s  %%-10s  %%s".formatted(width, kind);
        console.line(row.formatted("NAME", "ARCHITECTURE", "SIZE", "PULLED", "PATH"));
        for (PulledModel m : models) {
            console.line(row.formatted(m.name(), kind(m), Units.bytes(m.bytes()), DATE.format(m.pulled()), m.path()));
        }
        return 0;
    }

    private static String kind(PulledModel model) {
        if (!model.complete()) {
            return "(cut off)";
        }
        return model.architecture().isEmpty() ? "?" : model.architecture();
    }
}
