package org.menura.agent.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.menura.agent.act.Effect;
import org.menura.agent.act.FunctionTool;
import org.menura.agent.act.Param;
import org.menura.agent.act.Tool;
import org.menura.agent.act.ToolContext;
import org.menura.agent.act.ToolMethod;
import org.menura.agent.act.ToolResult;
import org.menura.chat.tool.ToolDefinition;

/** Tools of a notebook: each line is written once, whatever happens to the process. */
public final class Notebook {
    private static final String FILE = "notes.txt";

    record Line(String text) {}

    @ToolMethod(value = "Adds two numbers.", effect = Effect.PURE)
    long add(@Param("a") long a, @Param("b") long b) {
        return a + b;
    }

    /** Appends a line with the call's key, by which it is found again: the file is changed by a move, so it is there or not. */
    static final class Append implements Tool {
        private final FunctionTool<Line> inner =
                new FunctionTool<>("note", "Writes a line down.", Effect.ONCE, Line.class, this::append);

        @Override
        public ToolDefinition definition() {
            return inner.definition();
        }

        @Override
        public Effect effect() {
            return Effect.ONCE;
        }

        private Object append(Line line, ToolContext context) throws IOException {
            List<String> lines = lines(context);
            lines.add(context.key().substring(0, 8) + " " + line.text());
            Path beside = context.out().resolve(FILE + ".part");
            Files.write(beside, lines);
            Files.move(beside, context.out().resolve(FILE), StandardCopyOption.ATOMIC_MOVE);
            return "line " + lines.size();
        }

        private static List<String> lines(ToolContext context) throws IOException {
            Path file = context.out().resolve(FILE);
            return new ArrayList<>(Files.exists(file) ? Files.readAllLines(file) : List.of());
        }

        @Override
        public ToolResult call(Map<String, @Nullable Object> arguments, ToolContext context)
                throws IOException, InterruptedException {
            return inner.call(arguments, context);
        }

        @Override
        public Optional<ToolResult> reconcile(Map<String, @Nullable Object> arguments, ToolContext context)
                throws IOException {
            List<String> lines = lines(context);
            for (int i = 0; i < lines.size(); i++) {
                if (lines.get(i).startsWith(context.key().substring(0, 8))) {
                    return Optional.of(ToolResult.of("line " + (i + 1)));
                }
            }
            return Optional.of(ToolResult.notDone());
        }

        @Override
        public void rebuild(Map<String, @Nullable Object> arguments, ToolResult result, ToolContext context)
                throws IOException, InterruptedException {
            if (!reconcile(arguments, context).orElseThrow().done()) {
                var _ = call(arguments, context);
            }
        }
    }
}
