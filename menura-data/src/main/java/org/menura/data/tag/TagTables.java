package org.menura.data.tag;

import java.util.ArrayList;
import java.util.List;
import org.menura.data.tag.TaggerType.Parameter;

/** Writes the tables of all taggers and filters, as {@code docs/data-taggers.md} and the command line show them. */
public final class TagTables {
    private TagTables() {}

    /** Returns the taggers with their parameters as a Markdown table. */
    public static String taggers() {
        StringBuilder table = new StringBuilder("| tagger | says | parameters |\n|---|---|---|\n");
        for (TaggerType type : Taggers.types().values()) {
            row(table, type.name(), type.description(), type.parameters());
        }
        return table.toString();
    }

    /** Returns the filters with their parameters as a Markdown table. */
    public static String filters() {
        StringBuilder table = new StringBuilder("| stage | does | parameters (default) |\n|---|---|---|\n");
        for (FilterType type : Filters.types().values()) {
            row(table, type.name(), type.description(), type.parameters());
        }
        return table.toString();
    }

    private static void row(StringBuilder table, String name, String description, List<Parameter> parameters) {
        List<String> cells = new ArrayList<>();
        for (Parameter parameter : parameters) {
            cells.add("`%s` (%s): %s".formatted(parameter.name(), parameter.standard(), parameter.description()));
        }
        table.append("| `%s` | %s | %s |\n".formatted(name, description, String.join("; ", cells)));
    }
}
