package org.menura.world.service.store;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.menura.chat.tool.ToolDefinition;
import org.menura.world.service.python.Calculator;
import org.menura.world.service.python.PythonContainers;
import org.menura.world.service.python.PythonError;

/** Tools of a service that lie in a table, with what the services of τ-bench and τ²-bench share. */
public abstract class ServiceTools implements Toolset {
    /** The tool that hands the user over to a person, which ends the conversation. */
    protected static final String TRANSFER = "transfer_to_human_agents";

    /** The tools by their names. */
    protected final ToolTable tools = new ToolTable();

    private final Tables tables;
    private final List<ToolDefinition> definitions;

    /**
     * Creates the frame, without tools.
     *
     * @param tables the database, which the tools change
     * @param definitions as they are described to a model
     */
    protected ServiceTools(Tables tables, List<ToolDefinition> definitions) {
        this.tables = tables;
        this.definitions = List.copyOf(definitions);
    }

    @Override
    public final List<ToolDefinition> definitions() {
        return definitions;
    }

    @Override
    public final boolean changes(String tool) {
        return tools.changes(tool);
    }

    @Override
    public final boolean ends(String tool) {
        return tool.equals(TRANSFER);
    }

    @Override
    public final Tables tables() {
        return tables;
    }

    /**
     * Returns a row of a table.
     *
     * @throws PythonError if it is missing
     */
    public static @Nullable Object row(Map<String, @Nullable Object> table, @Nullable Object key, String what) {
        if (!PythonContainers.contains(table, key)) {
            throw new PythonError(what + " not found");
        }
        return PythonContainers.get(table, key);
    }

    /**
     * Computes the tool {@code calculate}.
     *
     * @param otherwise the message for an expression with other characters
     * @throws PythonError if the expression is none
     */
    protected static String calculate(ToolTable.Arguments arguments, String otherwise) {
        Object expression = arguments.get("expression");
        if (!Calculator.isClean(expression)) {
            throw new PythonError(otherwise);
        }
        return Calculator.evaluate(expression);
    }
}
