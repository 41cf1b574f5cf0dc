package org.menura.mcp.tool;

import io.modelcontextprotocol.spec.McpSchema.CallToolResult;
import io.modelcontextprotocol.spec.McpSchema.ImageContent;
import java.util.Base64;
import org.menura.format.image.Image;
import org.menura.format.image.ImageFiles;
import org.menura.generate.Painter;
import org.menura.generate.image.ImageRequest;

/** Draws an image. */
public final class DrawTool extends ModelTool {
    private static final int MOST_STEPS = 1000;

    private final Painter painter;

    /** Creates the tool of a painter. */
    public DrawTool(Painter painter) {
        super(
                "draw",
                "Draws an image of a text by a model that runs on this machine.",
                new Parameters()
                        .text("prompt", true, "what is to be seen")
                        .text("negative_prompt", false, "what is not to be seen")
                        .integer("width", false, "in pixels; what the model was trained with unless given")
                        .integer("height", false, "in pixels; what the model was trained with unless given")
                        .integer("steps", false, "denoising steps; what the model's files say unless given")
                        .integer("seed", false, "another image for another number; 0 unless given"),
                null);
        this.painter = painter;
    }

    @Override
    CallToolResult call(Arguments arguments, Progress progress) {
        ImageRequest usual = painter.request(arguments.text("prompt"));
        int steps = arguments.integer("steps", 1).orElse(usual.steps());
        if (steps > MOST_STEPS) {
            throw new IllegalArgumentException("steps must be at most %d, not %d".formatted(MOST_STEPS, steps));
        }
        ImageRequest request = usual.withNegative(
                        arguments.optionalText("negative_prompt").orElse(usual.negative()))
                .withSize(
                        arguments.integer("width", 1).orElse(usual.width()),
                        arguments.integer("height", 1).orElse(usual.height()))
                .withSteps(steps)
                .withSeed(arguments.integer("seed", 0).orElse(0));
        Image image = painter.draw(request, (done, of, _) -> progress.report(done, of));
        String png = Base64.getEncoder().encodeToString(ImageFiles.png(image));
        return CallToolResult.builder()
                .addContent(ImageContent.builder(png, "image/png").build())
                .build();
    }
}
