package org.menura.recipes.omni;

import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.menura.format.image.Image;

/** A sheet of drawings with what was asked for below each. */
final class OmniSheet {
    private static final int COLUMNS = 8;
    private static final int TILE = 96;
    private static final int GAP = 24;
    private static final int LINES = 3;
    private static final int LINE = 14;
    private static final int LETTERS = 17;

    private OmniSheet() {}

    /** Writes a PNG file; pictures are enlarged without smoothing. */
    static void write(List<OmniAsked> drawn, Path file) throws IOException {
        int rows = (drawn.size() + COLUMNS - 1) / COLUMNS;
        int width = COLUMNS * (TILE + GAP) + GAP;
        int height = rows * (TILE + LINES * LINE + GAP) + GAP;
        BufferedImage sheet = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        Graphics2D g = sheet.createGraphics();
        g.setColor(Color.WHITE);
        g.fillRect(0, 0, width, height);
        g.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
        g.setFont(new Font(Font.SANS_SERIF, Font.PLAIN, 11));
        for (int i = 0; i < drawn.size(); i++) {
            int x = GAP + i % COLUMNS * (TILE + GAP);
            int y = GAP + i / COLUMNS * (TILE + LINES * LINE + GAP);
            for (Image image : drawn.get(i).pictures()) {
                g.drawImage(buffered(image), x, y, TILE, TILE, null);
            }
            g.setColor(Color.LIGHT_GRAY);
            g.drawRect(x - 1, y - 1, TILE + 1, TILE + 1);
            g.setColor(Color.BLACK);
            String text = drawn.get(i).record().path("condition").asText();
            for (int line = 0; line < LINES && !text.isEmpty(); line++) {
                int end = text.length() <= LETTERS ? text.length() : text.lastIndexOf(' ', LETTERS);
                end = end <= 0 ? Math.min(LETTERS, text.length()) : end;
                g.drawString(text.substring(0, end), x, y + TILE + (line + 1) * LINE);
                text = text.substring(end).strip();
            }
        }
        g.dispose();
        Files.createDirectories(file.toAbsolutePath().getParent());
        if (!ImageIO.write(sheet, "png", file.toFile())) {
            throw new IOException("this Java runtime lacks a writer of PNG files");
        }
    }

    /** As numbers: [width · height], 0xRRGGBB. */
    static int[] pixels(Image image) {
        int[] rgb = new int[image.width() * image.height()];
        Image plain = image.rgbOn(255, 255, 255);
        for (int i = 0; i < rgb.length; i++) {
            int x = i % image.width();
            int y = i / image.width();
            rgb[i] = plain.at(x, y, 0) << 16 | plain.at(x, y, 1) << 8 | plain.at(x, y, 2);
        }
        return rgb;
    }

    private static BufferedImage buffered(Image image) {
        BufferedImage out = new BufferedImage(image.width(), image.height(), BufferedImage.TYPE_INT_RGB);
        out.setRGB(0, 0, image.width(), image.height(), pixels(image), 0, image.width());
        return out;
    }
}
