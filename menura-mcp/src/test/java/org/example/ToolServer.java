package org.example;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import org.menura.generate.LanguageModel;
import org.menura.generate.Menura;
import org.menura.mcp.ModelServer;

/** A program whose model is a tool of agents. */
public final class ToolServer {
    public static void main(String[] args) throws Exception {
        try (LanguageModel model = Menura.load(Path.of(args[0]));
                ModelServer.Running server = new ModelServer("1.0")
                        .language(model)
                        .embedder(model.embedder())
                        .http(new InetSocketAddress("localhost", 0), null)) {
            System.out.println("listening at port " + server.port());
            if (args.length == 1) {
                server.await();
            }
        }
    }

    private ToolServer() {}
}
