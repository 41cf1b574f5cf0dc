package org.menura.world.bfcl;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.menura.agent.mind.Ask;
import org.menura.agent.mind.Prompt;
import org.menura.chat.Message;
import org.menura.chat.tool.ToolDefinition;
import org.menura.world.suite.Question;
import org.menura.world.suite.SuiteTask;
import org.menura.world.suite.Trial;

/**
 * A task of the leaderboard: a question and functions to call.
 *
 * @param id of the task
 * @param group the category
 * @param messages the question
 * @param tools the functions, as tools
 * @param functions the functions as they are described
 * @param answers the possible answers; empty where it counts only whether there is a call
 * @param auto whether calls are always optional and may always be several
 * @param where the file and line that it stands in
 */
record BfclTask(
        String id,
        String group,
        List<Message> messages,
        List<ToolDefinition> tools,
        List<Map<String, @Nullable Object>> functions,
        List<Map<String, @Nullable Object>> answers,
        boolean auto,
        String where)
        implements SuiteTask {
    /** Calls that may be made at once. */
    private static final int MOST_CALLS = 16;
    /** What is written at most where there is nothing to call. */
    private static final int ANSWER_TOKENS = 256;

    boolean isAboutRelevance() {
        return group.contains("relevance");
    }

    boolean wantsCalls() {
        return !group.contains("irrelevance");
    }

    Question question() {
        if (tools.isEmpty()) {
            return new Question(new Prompt(messages, tools), new Ask.Text(ANSWER_TOKENS));
        }
        boolean optional = auto || isAboutRelevance();
        boolean several = optional || group.contains("parallel");
        return new Question(
                new Prompt(messages, tools), new Ask.Calls(tools, optional ? 0 : 1, several ? MOST_CALLS : 1));
    }

    @Override
    public Trial begin(long seed) {
        return new BfclTrial(this);
    }
}
