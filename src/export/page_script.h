/*
 * What never differs from page to page: the style sheet, the body and the script of page_html.c.
 */
#ifndef EXPORT_PAGE_SCRIPT_H
#define EXPORT_PAGE_SCRIPT_H

extern const char page_style[], page_body[], page_script[];

#endif
