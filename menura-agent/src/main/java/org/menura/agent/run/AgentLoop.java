package org.menura.agent.run;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.menura.agent.act.Origin;
import org.menura.agent.act.Tool;
import org.menura.agent.act.ToolResult;
import org.menura.agent.memory.Turn;
import org.menura.agent.memory.WorkingMemory;
import org.menura.agent.mind.Mind;
import org.menura.agent.mind.MindException;
import org.menura.agent.plan.Act;
import org.menura.agent.plan.Observation;
import org.menura.agent.plan.Planner;
import org.menura.agent.plan.State;
import org.menura.chat.Message;
import org.menura.chat.Role;
import org.menura.chat.ToolCall;

/** Does what an agent's planner says, step by step, on a lane of a run. */
final class AgentLoop {
    private final Agent agent;
    private final Lane lane;
    private final WorkingMemory memory;
    private int delegations;
    private int callIds;

    AgentLoop(Agent agent, Lane lane) {
        this.agent = agent;
        this.lane = lane;
        this.memory = agent.workingMemory();
    }

    /** Works on a task until there is an answer. */
    String work(String given) throws IOException, InterruptedException {
        String system = agent.profile().system();
        if (!system.isEmpty()) {
            lane.run().taints().read(system, Origin.SYSTEM, 0);
            memory.instruct(() -> Message.system(system));
        }
        remember(Message.user(given));
        for (Tool tool : agent.tools().tools()) {
            lane.run().taints().read(tool.foreignWords(), Origin.OUTSIDE, 0);
        }
        Mind mind = lane.mind(agent.mind());
        Planner planner = agent.planner().get();
        Map<String, String> team = new LinkedHashMap<>();
        agent.team().forEach((name, other) -> team.put(name, other.profile().role()));
        List<Observation> observations = List.of();
        for (long step = 1; ; step++) {
            State state =
                    new State(given, memory.messages(), agent.tools().definitions(), team, observations, mind, step);
            switch (planner.next(state.withReading(lane::observe))) {
                case Act.Answer(String text, String _) -> {
                    return text;
                }
                case Act.Call call -> observations = call(call);
                case Act.Ask(String question) -> {
                    String answer = lane.ask(question);
                    remember(Message.assistant(question));
                    remember(Message.user(answer));
                    observations = List.of(new Observation.Told(question, answer));
                }
                case Act.Delegate(List<Act.Delegate.Task> tasks) -> observations = delegate(tasks);
                case Act.Suspend(String reason) -> {
                    boolean proceeds = lane.proceed(reason);
                    observations = List.of(new Observation.Told(reason, proceeds ? "go on" : "do not do this"));
                }
            }
        }
    }

    private void remember(Message message) throws InterruptedException {
        remember(Turn.of(message));
    }

    private void remember(Turn turn) throws InterruptedException {
        try {
            memory.add(turn);
        } catch (IllegalStateException e) {
            throw new MindException(
                    "%s has no room for what happened: %s"
                            .formatted(agent.mind().name(), e.getMessage()),
                    e);
        }
    }

    private List<Observation> call(Act.Call act) throws IOException, InterruptedException {
        List<ToolCall> calls = new ArrayList<>();
        for (ToolCall call : act.calls()) {
            String id = call.id();
            calls.add(id == null ? new ToolCall("call%05d".formatted(callIds++), call.name(), call.arguments()) : call);
        }
        List<ToolResult> results = lane.callAll(agent.tools(), calls);
        Message said = act.text().isEmpty() ? new Message(Role.ASSISTANT, List.of()) : Message.assistant(act.text());
        said = said.withToolCalls(calls);
        String reasoning = act.reasoning();
        List<Message> turn = new ArrayList<>();
        turn.add(reasoning == null || reasoning.isEmpty() ? said : said.withReasoning(reasoning));
        List<Observation> observations = new ArrayList<>();
        for (int i = 0; i < calls.size(); i++) {
            ToolCall call = calls.get(i);
            ToolResult result = results.get(i);
            turn.add(Message.tool(String.valueOf(call.id()), result.text()).with("name", call.name()));
            observations.add(new Observation.Called(call, result));
        }
        remember(new Turn(turn));
        return observations;
    }

    private List<Observation> delegate(List<Act.Delegate.Task> tasks) throws IOException, InterruptedException {
        List<@Nullable Future<String>> working = new ArrayList<>();
        List<Observation> observations = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Act.Delegate.Task task : tasks) {
                Agent other = agent.team().get(task.agent());
                if (other == null) {
                    working.add(null);
                    continue;
                }
                Lane child = lane.child(
                        "%s.%d".formatted(task.agent(), ++delegations),
                        other.profile().policy().rules());
                lane.note(new Event.Delegated(child.name(), task.text()));
                working.add(threads.submit(() -> new AgentLoop(other, child).work(task.text())));
            }
            for (int i = 0; i < tasks.size(); i++) {
                Act.Delegate.Task task = tasks.get(i);
                Future<String> future = working.get(i);
                String text = future == null
                        ? "there is no agent '%s'; there are %s"
                                .formatted(task.agent(), agent.team().keySet())
                        : Joined.of(future);
                observations.add(new Observation.Replied(task, text, future == null));
                remember(Message.assistant("To %s: %s".formatted(task.agent(), task.text())));
                remember(Message.user("%s replies: %s".formatted(task.agent(), text)));
            }
        }
        return observations;
    }
}
