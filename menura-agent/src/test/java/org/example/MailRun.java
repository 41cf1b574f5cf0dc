package org.example;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.menura.agent.act.Approval;
import org.menura.agent.act.FileTools;
import org.menura.agent.act.Origin;
import org.menura.agent.act.Policy;
import org.menura.agent.act.ToolResult;
import org.menura.agent.act.Toolbox;
import org.menura.agent.mind.Ask;
import org.menura.agent.mind.Mind;
import org.menura.agent.mind.Prompt;
import org.menura.agent.mind.Thought;
import org.menura.agent.run.AgentRun;
import org.menura.agent.run.Lane;
import org.menura.agent.run.RunInfo;
import org.menura.chat.Message;

/** The third program of docs/agents.md: a program of one's own that is durable. */
final class MailRun {
    private MailRun() {}

    static String sort(Path file, Path folder, Mind mind) throws Exception {
        Toolbox tools = Toolbox.of(FileTools.all()).only(java.util.List.of("files_append"));
        try (AgentRun run =
                AgentRun.open(folder, RunInfo.of("sort the inbox", 1), Policy.STANDARD, Approval.always())) {
            Lane lane = run.lane("clerk");
            Mind thinking = lane.mind(mind); // its answers are kept
            String mail = lane.observe("inbox/1", Origin.OUTSIDE, () -> read(file)); // so is what was read
            Prompt prompt = new Prompt(java.util.List.of(Message.user("Note this down: " + mail)), tools.definitions());
            Thought t = thinking.think(prompt, new Ask.Calls(tools.definitions(), 1, 1), 1);
            ToolResult done = lane.call(tools, t.calls().getFirst()); // judged, intended, made, once
            run.finish(done.text());
            return done.text();
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
