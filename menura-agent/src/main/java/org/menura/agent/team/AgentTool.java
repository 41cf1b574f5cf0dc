package org.menura.agent.team;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.menura.agent.act.Effect;
import org.menura.agent.act.Tool;
import org.menura.agent.act.ToolContext;
import org.menura.agent.act.ToolResult;
import org.menura.agent.run.Agent;
import org.menura.agent.run.RunOutcome;
import org.menura.chat.tool.ToolDefinition;

/**
 * An agent, with its team, as a tool: it is given a task and answers. Each call is a run of its own in a folder that is named by the call's key, so that a call
 * that is made again goes on with it.
 */
public final class AgentTool implements Tool {
    private static final String TASK = "task";

    private final Agent agent;

    /** Creates the tool of an agent, which has its name and role. */
    public AgentTool(Agent agent) {
        this.agent = agent;
    }

    @Override
    public ToolDefinition definition() {
        ObjectNode schema = JsonNodeFactory.instance.objectNode().put("type", "object");
        schema.putObject("properties")
                .putObject(TASK)
                .put("type", "string")
                .put("description", "what is to be done, with all that must be known for it");
        schema.putArray("required").add(TASK);
        schema.put("additionalProperties", false);
        String role = agent.profile().role();
        String name = agent.profile().name().replaceAll("[^A-Za-z0-9_-]", "_");
        return new ToolDefinition(name, role.isBlank() ? "Does a task and answers." : role.strip(), schema);
    }

    @Override
    public Effect effect() {
        return Effect.IDEMPOTENT;
    }

    @Override
    public ToolResult call(Map<String, @Nullable Object> arguments, ToolContext context)
            throws IOException, InterruptedException {
        String task = String.valueOf(arguments.get(TASK));
        Path folder = context.out().resolve("runs").resolve(context.key().replaceAll("[^A-Za-z0-9._-]", "_"));
        return switch (agent.run(task, folder, context.random())) {
            case RunOutcome.Finished done -> ToolResult.of(done.answer());
            case RunOutcome.Suspended(String id, String question) ->
                ToolResult.error("waits for a person: %s (%s)".formatted(question, id));
            case RunOutcome.Failed(String why, boolean _) -> ToolResult.error(why);
        };
    }
}
