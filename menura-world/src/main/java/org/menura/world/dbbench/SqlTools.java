package org.menura.world.dbbench;

import java.util.List;
import org.menura.chat.tool.ToolDefinition;
import org.menura.format.json.Json;

/** The two tools of DBBench. */
final class SqlTools {
    static final String EXECUTE = "execute_sql";
    static final String COMMIT = "commit_final_answer";

    static final List<ToolDefinition> DEFINITIONS =
            ToolDefinition.list(Json.parse("""
                    [{"name": "execute_sql", "description": "Runs an SQL statement on the database and returns its result.",
                      "parameters": {"type": "object", "properties": {"query": {"type": "string",
                        "description": "the statement"}}, "required": ["query"], "additionalProperties": false}},
                     {"name": "commit_final_answer", "description": "Commits the answer when all is done.",
                      "parameters": {"type": "object", "properties": {"answers": {"type": "array",
                        "items": {"type": "string"}, "description": "the values of the answer"}},
                        "required": ["answers"], "additionalProperties": false}}]""", "tools of DBBench"), "tools of DBBench");

    private SqlTools() {}
}
