package org.menura.world.service.store;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.menura.chat.tool.ToolDefinition;

/** The tools of a service on one database. Not safe for use by several threads. */
public interface Toolset {
    /** Returns the tools as they are described to a model. */
    List<ToolDefinition> definitions();

    /** Calls a tool; faults of name and arguments are observations. */
    Observation call(String tool, Map<String, @Nullable Object> arguments);

    /** Returns whether a tool changes the database. */
    boolean changes(String tool);

    /** Returns whether a call of the tool ends the conversation. */
    boolean ends(String tool);

    /** Returns the database, in its present state. */
    Tables tables();

    /** Returns the hash of the database by which the original compares final states. */
    String digest();
}
