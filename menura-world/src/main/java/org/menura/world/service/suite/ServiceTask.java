package org.menura.world.service.suite;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.menura.chat.ToolCall;
import org.menura.world.service.store.Tables;
import org.menura.world.service.store.Toolset;
import org.menura.world.suite.SuiteTask;
import org.menura.world.suite.Trial;

/**
 * A task: a ticket, the calls of the reference solution, and what the user must be told.
 *
 * @param ticket what the user wants
 * @param policy of the service
 * @param actions calls of the reference solution
 * @param outputs texts that answers must hold
 * @param unjudged assertions that only a judging model could check; they are counted, and left out of the score
 * @param playable false if the database, which may be a cut of the original's, lacks a row that the reference solution changes:
 *     such a task can't be passed
 * @param changed rows that the reference solution leaves changed
 */
record ServiceTask(
        String id,
        Service service,
        String policy,
        String ticket,
        List<ToolCall> actions,
        List<String> outputs,
        int unjudged,
        boolean playable,
        Map<String, Map<String, @Nullable Object>> changed)
        implements SuiteTask {
    private static final Map<String, String> KEYS =
            Map.of("user_id", "users", "order_id", "orders", "reservation_id", "reservations");
    static final String UNPLAYABLE = "rows not in the database";

    static ServiceTask of(
            String id,
            Service service,
            String policy,
            String ticket,
            List<ToolCall> actions,
            List<String> outputs,
            int unjudged) {
        Toolset tools = service.fresh();
        boolean playable = true;
        for (ToolCall action : actions) {
            if (!tools.ends(action.name())) {
                playable &= !tools.changes(action.name()) || hasRows(tools.tables(), action);
                tools.call(action.name(), action.arguments());
            }
        }
        return new ServiceTask(
                id,
                service,
                policy,
                ticket,
                List.copyOf(actions),
                List.copyOf(outputs),
                unjudged,
                playable,
                service.changed(tools));
    }

    private static boolean hasRows(Tables tables, ToolCall action) {
        return KEYS.entrySet().stream()
                .filter(key -> tables.names().contains(key.getValue()))
                .filter(key -> action.arguments().get(key.getKey()) instanceof String)
                .allMatch(key -> tables.table(key.getValue())
                        .containsKey((String) action.arguments().get(key.getKey())));
    }

    /** Returns whether the reference solution changes the database: where it does not, doing nothing may pass. */
    @Override
    public String group() {
        if (!playable) {
            return UNPLAYABLE;
        }
        return changed.isEmpty() ? "database unchanged" : "database changed";
    }

    @Override
    public Trial begin(long seed) {
        return new ServiceTrial(this);
    }

    /** Returns the calls of the reference solution that an agent makes before it ends the conversation. */
    List<ToolCall> steps() {
        Toolset tools = service.fresh();
        List<ToolCall> steps = new ArrayList<>(actions);
        steps.removeIf(action -> tools.ends(action.name()));
        return steps;
    }
}
