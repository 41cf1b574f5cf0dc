package org.menura.world.service.store;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.menura.chat.tool.ToolDefinition;

/** Tools of τ-bench (Yao et al., 2024): one class a tool in the original, a hash over tuples. */
public abstract class TauTools extends ServiceTools {
    private final String module;

    /**
     * Creates the frame, without tools.
     *
     * @param module in which the original's classes lie
     * @param definitions as they are described to a model
     */
    protected TauTools(Tables tables, String module, List<ToolDefinition> definitions) {
        super(tables, definitions);
        this.module = module;
    }

    /**
     * Adds a tool.
     *
     * @param type the original's class
     */
    protected final void add(String tool, String type, boolean changing, List<String> parameters, ToolTable.Body body) {
        tools.add(tool, type + ".invoke", changing, parameters, body);
    }

    @Override
    public final Observation call(String tool, Map<String, @Nullable Object> arguments) {
        return tools.callOf(module, tool, arguments);
    }

    @Override
    public final String digest() {
        return Digests.ofTuples(tables().asDict());
    }

    /** Computes the tool {@code calculate}. */
    protected static String calculate(ToolTable.Arguments arguments) {
        return calculate(arguments, "invalid characters in expression");
    }
}
