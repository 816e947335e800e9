/* The image covers the view, and somewhat more where it goes as soon as it begins to move, so that most frames of a
 * movement paint nothing but it. It is never painted on again once it was given out: who draws with it may still hold
 * it. */
#include "cr-view-painter.h"

#include <math.h>
#include <string.h>

#define AROUND 0.3        /* of the view's size, at most to each side, once it moves */
#define MOST_PIXELS 16e6  /* of the image: without a margin where the view is larger */
#define FAR 0.6           /* of the image's size: a jump, of which nothing is taken over */
#define MOST_SIDE 32000.0 /* pixels; Cairo's limit is 32,767 */

struct _CrViewPainter
{
  CrScene *scene;
  guint position;
  const CrTheme *theme;
  double scale, device_scale;
  const CrNorms *norms;
  GArray *lit[3];         /* copies; NULL */
  cairo_surface_t *image; /* NULL: nothing is kept */
  double x, y;            /* pixels: the scene's origin in the image */
  double width, height;   /* pixels */
};

/* What a frame is painted of. */
typedef struct
{
  CrScene *scene;
  CrCursor *cursor;
  const CrTheme *theme;
  const CrPaintOptions *options;
  const CrPaintView *view;
} Frame;

CrViewPainter *
cr_view_painter_new (void)
{
  return g_new0 (CrViewPainter, 1);
}

void
cr_view_painter_forget (CrViewPainter *picture)
{
  g_clear_pointer (&picture->image, cairo_surface_destroy);
  g_clear_pointer (&picture->scene, cr_scene_unref);
  for (guint i = 0; i < G_N_ELEMENTS (picture->lit); i++)
    g_clear_pointer (&picture->lit[i], g_array_unref);
}

void
cr_view_painter_free (CrViewPainter *picture)
{
  if (picture == NULL)
    return;
  cr_view_painter_forget (picture);
  g_free (picture);
}

CrPaintView
cr_view_painter_snap (const CrPaintView *view)
{
  CrPaintView snapped = *view;

  snapped.x = floor (view->x * view->device_scale + 0.5) / view->device_scale;
  snapped.y = floor (view->y * view->device_scale + 0.5) / view->device_scale;
  return snapped;
}

static gboolean
same_list (const GArray *a, const GArray *b)
{
  if (a == NULL || b == NULL)
    return a == b;
  return a->len == b->len && memcmp (a->data, b->data, a->len * sizeof (guint)) == 0;
}

static gboolean
shows (const CrViewPainter *picture, const Frame *f)
{
  return picture->image && picture->scene == f->scene && picture->position == cr_cursor_get_position (f->cursor)
         && picture->theme == f->theme && picture->norms == f->options->norms && picture->scale == f->view->scale
         && picture->device_scale == f->view->device_scale && same_list (picture->lit[0], f->options->lit_variables)
         && same_list (picture->lit[1], f->options->lit_functions)
         && same_list (picture->lit[2], f->options->lit_nodes);
}

/* Where the image lies in the view, in pixels. */
static void
get_offset (const CrViewPainter *picture, const CrPaintView *view, double *x, double *y)
{
  *x = floor (view->x * view->device_scale + 0.5) - picture->x;
  *y = floor (view->y * view->device_scale + 0.5) - picture->y;
}

static gboolean
covers (const CrViewPainter *picture, const CrPaintView *view)
{
  double x, y;

  get_offset (picture, view, &x, &y);
  return x <= 0 && y <= 0 && x + picture->width >= view->width * view->device_scale
         && y + picture->height >= view->height * view->device_scale;
}

static void
remember (CrViewPainter *picture, const Frame *f)
{
  const GArray *lit[] = { f->options->lit_variables, f->options->lit_functions, f->options->lit_nodes };

  cr_scene_ref (f->scene);
  cr_view_painter_forget (picture);
  picture->scene = f->scene;
  picture->position = cr_cursor_get_position (f->cursor);
  picture->theme = f->theme;
  picture->norms = f->options->norms;
  picture->scale = f->view->scale;
  picture->device_scale = f->view->device_scale;
  for (guint i = 0; i < G_N_ELEMENTS (lit); i++)
    picture->lit[i] = lit[i] ? g_array_copy ((GArray *)lit[i]) : NULL;
}

/* How far the image reaches beyond the view, in pixels. */
typedef struct
{
  double left, top, right, bottom;
} Margins;

/* An image around the view in which nothing is painted yet. */
static void
make_image (CrViewPainter *picture, const CrPaintView *view, const Margins *around)
{
  double width = ceil (view->width * view->device_scale), height = ceil (view->height * view->device_scale);

  picture->width = CLAMP (width + around->left + around->right, 1, MOST_SIDE);
  picture->height = CLAMP (height + around->top + around->bottom, 1, MOST_SIDE);
  picture->x = floor (view->x * view->device_scale + 0.5) + around->left;
  picture->y = floor (view->y * view->device_scale + 0.5) + around->top;
  picture->image = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, (int)picture->width, (int)picture->height);
  cairo_surface_set_device_scale (picture->image, view->device_scale, view->device_scale);
}

/* Somewhat more where the view goes; behind it what is there already. @over: how far the image is beyond the view. */
static double
choose_margin (double over, double length)
{
  return over < 0 ? floor (length * AROUND) : floor (MIN (over, length * AROUND));
}

static Margins
choose_margins (const CrViewPainter *picture, const CrPaintView *view)
{
  double width = ceil (view->width * view->device_scale), height = ceil (view->height * view->device_scale), left, top;
  double share = 1 + 2 * AROUND;

  if (width * height * share * share > MOST_PIXELS)
    return (Margins){ 0 };
  get_offset (picture, view, &left, &top);
  return (Margins){ choose_margin (-left, width), choose_margin (-top, height),
                    choose_margin (left + picture->width - width, width),
                    choose_margin (top + picture->height - height, height) };
}

/* A part of the image, in pixels. */
static void
paint_part (CrViewPainter *picture, const Frame *frame, double x, double y, double width, double height)
{
  double to_units = 1 / frame->view->device_scale;
  cairo_t *cr, *before;

  if (width <= 0 || height <= 0)
    return;
  cr = cairo_create (picture->image);
  cairo_rectangle (cr, x * to_units, y * to_units, width * to_units, height * to_units);
  cairo_clip (cr);
  cairo_translate (cr, picture->x * to_units, picture->y * to_units);
  cairo_scale (cr, frame->view->scale, frame->view->scale);
  before = cr_text_redirect (frame->options->text, cr, frame->view->device_scale);
  cr_painter_paint_still (frame->scene, frame->cursor, frame->theme, frame->options, cr);
  cr_text_redirect (frame->options->text, before, frame->view->device_scale);
  cairo_destroy (cr);
}

/* Takes over what @old shows of the image, @dx, @dy further, and paints the rest. */
static void
paint_moved (CrViewPainter *picture, const Frame *frame, cairo_surface_t *old, double old_width, double old_height,
             double dx, double dy)
{
  double x1 = MAX (0, dx), y1 = MAX (0, dy);
  double x2 = MIN (picture->width, dx + old_width), y2 = MIN (picture->height, dy + old_height);
  double to_units = 1 / frame->view->device_scale;
  cairo_t *cr = cairo_create (picture->image);

  cairo_set_operator (cr, CAIRO_OPERATOR_SOURCE);
  cairo_set_source_surface (cr, old, dx * to_units, dy * to_units);
  cairo_pattern_set_filter (cairo_get_source (cr), CAIRO_FILTER_NEAREST);
  cairo_rectangle (cr, x1 * to_units, y1 * to_units, (x2 - x1) * to_units, (y2 - y1) * to_units);
  cairo_fill (cr);
  cairo_destroy (cr);
  paint_part (picture, frame, 0, 0, picture->width, y1);
  paint_part (picture, frame, 0, y2, picture->width, picture->height - y2);
  paint_part (picture, frame, 0, y1, x1, y2 - y1);
  paint_part (picture, frame, x2, y1, picture->width - x2, y2 - y1);
}

static void
paint_anew (CrViewPainter *picture, const Frame *frame)
{
  const Margins none = { 0 };

  make_image (picture, frame->view, &none);
  paint_part (picture, frame, 0, 0, picture->width, picture->height);
}

/* The view has left the image: another one around it, with what of the old one it shows. */
static void
follow (CrViewPainter *picture, const Frame *frame)
{
  double x = picture->x, y = picture->y, width = picture->width, height = picture->height;
  cairo_surface_t *old = picture->image;
  double left, top;

  get_offset (picture, frame->view, &left, &top);
  if (fabs (left) > width * FAR || fabs (top) > height * FAR)
    paint_anew (picture, frame);
  else
    {
      Margins around = choose_margins (picture, frame->view);

      make_image (picture, frame->view, &around);
      paint_moved (picture, frame, old, width, height, picture->x - x, picture->y - y);
    }
  cairo_surface_destroy (old);
}

cairo_surface_t *
cr_view_painter_get_still (CrViewPainter *picture, CrScene *scene, CrCursor *cursor, const CrTheme *theme,
                           const CrPaintOptions *options, const CrPaintView *view, double *x, double *y)
{
  const Frame frame = { scene, cursor, theme, options, view };

  g_return_val_if_fail (options->text != NULL, NULL);
  if (!shows (picture, &frame))
    {
      remember (picture, &frame);
      paint_anew (picture, &frame);
    }
  else if (!covers (picture, view))
    follow (picture, &frame);
  get_offset (picture, view, x, y);
  *x /= view->device_scale;
  *y /= view->device_scale;
  return picture->image;
}

void
cr_view_painter_paint_moving (CrScene *scene, CrCursor *cursor, const CrTheme *theme, const CrPaintOptions *options,
                              const CrPaintView *view, cairo_t *cr)
{
  CrPaintView snapped = cr_view_painter_snap (view);
  cairo_t *before = cr_text_redirect (options->text, cr, view->device_scale);

  cairo_save (cr);
  cairo_translate (cr, snapped.x, snapped.y);
  cairo_scale (cr, view->scale, view->scale);
  cr_painter_paint_moving (scene, cursor, theme, options, cr);
  cairo_restore (cr);
  cr_text_redirect (options->text, before, view->device_scale);
}

void
cr_view_painter_paint (CrViewPainter *picture, CrScene *scene, CrCursor *cursor, const CrTheme *theme,
                       const CrPaintOptions *options, const CrPaintView *view, cairo_t *cr)
{
  double x, y;
  cairo_surface_t *still = cr_view_painter_get_still (picture, scene, cursor, theme, options, view, &x, &y);

  cairo_save (cr);
  cairo_set_source_surface (cr, still, x, y);
  cairo_pattern_set_filter (cairo_get_source (cr), CAIRO_FILTER_NEAREST);
  cairo_paint (cr);
  cairo_restore (cr);
  cr_view_painter_paint_moving (scene, cursor, theme, options, view, cr);
}
