package org.example;

import org.menura.agent.act.Tool;
import org.menura.mcp.client.McpServer;
import org.menura.sandbox.Limits;
import org.menura.sandbox.Sandbox;
import org.menura.sandbox.SandboxCommand;
import org.menura.sandbox.SandboxProcess;

/** A program that shows what tools a server has, which runs in the sandbox. */
public final class ServersTools {
    public static void main(String[] args) throws Exception {
        SandboxProcess program = Sandbox.open().start(SandboxCommand.of(args).limits(Limits.lasting()));
        try (McpServer server = McpServer.of(program, "notes", McpServer.Options.standard())) {
            for (Tool tool : server.tools()) {
                System.out.println(
                        tool.definition().name() + ": " + tool.definition().description());
            }
        }
    }

    private ServersTools() {}
}
